// Lists by their columns: wide, csv, name, jsonl, and tables that fit the width (O7).
#include <sstream>

#include "runtime/base/utf8.hpp"
#include "tests/console/rendering.hpp"

using namespace mesh::console;

namespace {

constexpr std::string_view two_agents =
    R"({"command": "agents", "exit_code": 0, "shown": 2, "of": 9, "rows": [
{"id": "s07.c04.a00", "class": "A_EDGE", "state": "active", "score": 21.4, "latency_ms": 12.34,
"processing_ms": 10, "queue": 0, "reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": [],
"usual_ms": null, "in_hand": null},
{"id": "s07.c04.a01", "class": "B_SERVERLESS", "state": "degraded", "score": 1131, "latency_ms": 101.2,
"processing_ms": 50.2, "queue": 1, "reliability": 0.9, "drift": 0.1, "heard_s": 2.1,
"flags": ["slow", "spike"], "usual_ms": 90, "in_hand": {"message": "ab", "since_s": 1.5,
"usual_ms": 60}}]})";

std::size_t widest_line(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    most = std::max(most, mesh::count_characters(line));
  return most;
}

std::string at_width(std::string_view result, int width) {
  return render(nlohmann::ordered_json::parse(result), {.width = width});
}

} // namespace

TEST_CASE("O7 a list as csv has every column, and quotes what needs it", "[console][render]") {
  check_view(two_agents, {.format = output_format::csv}, R"(
id,class,state,score,latency_ms,processing_ms,queue,reliability,drift,heard_s,usual_ms,in_hand.message,in_hand.since_s,in_hand.usual_ms,flags
s07.c04.a00,A_EDGE,active,21.4,12.34,10,0,0.998,0.104,2.12,,,,,
s07.c04.a01,B_SERVERLESS,degraded,1131,101.2,50.2,1,0.9,0.1,2.1,90,ab,1.5,60,"slow, spike"
)");
  check_view(
      R"({"command": "held", "exit_code": 0, "rows": [{"number": 1, "text": "ask \"x\", y"}]})",
      {.format = output_format::csv, .headers = false}, "1,\"ask \"\"x\"\", y\",\n");
}

TEST_CASE("O7 a list as names and as a row a line", "[console][render]") {
  check_view(two_agents, {.format = output_format::name}, "s07.c04.a00\ns07.c04.a01\n");
  check_view(R"({"command": "held", "exit_code": 0, "shown": 1, "of": 1, "rows": [{"number": 1,
"text": "ask x", "reason": "y"}, {"number": 2, "text": "z", "reason": "y"}]})",
             {.format = output_format::jsonl},
             "{\"number\":1,\"text\":\"ask x\",\"reason\":\"y\"}\n"
             "{\"number\":2,\"text\":\"z\",\"reason\":\"y\"}\n");
}

TEST_CASE("O7 jsonl of one thing with rows, and of a list that failed, is the whole result",
          "[console][render]") {
  check_view(R"({"command":"cluster","exit_code":0,"id":"s00.c00","rows":[]})",
             {.format = output_format::jsonl},
             "{\"command\":\"cluster\",\"exit_code\":0,\"id\":\"s00.c00\",\"rows\":[]}\n");
  check_view(R"({"command":"agents","exit_code":1,"error":{"code":"timeout"}})",
             {.format = output_format::jsonl},
             "{\"command\":\"agents\",\"exit_code\":1,\"error\":{\"code\":\"timeout\"}}\n");
}

TEST_CASE("O7 a wide list has all columns by the names that options take",
          "[console][render]") {
  const auto text = render(nlohmann::ordered_json::parse(two_agents),
                           {.format = output_format::wide, .width = 60});
  for (const auto* name : {"latency_ms", "in_hand.since_s", "flags", "slow, spike"})
    CHECK(text.find(name) != std::string::npos);
  CHECK(widest_line(text) > 150);
}

TEST_CASE("O7 chosen columns, with and without their headers", "[console][render]") {
  constexpr std::string_view chosen =
      R"({"command": "agents", "exit_code": 0, "columns": ["class", "score"], "shown": 2, "of": 2,
"rows": [{"class": "A_EDGE", "score": 21.4}, {"class": "D_GPU", "score": null}]})";
  check_view(chosen, {}, R"(
  class   score
  A_EDGE   21.4
  D_GPU       -
  2 of 2
)");
  check_view(chosen, {.headers = false}, "  A_EDGE   21.4\n  D_GPU       -\n");
}

TEST_CASE("O7 a table at 60 columns leaves out what matters least, and says so",
          "[console][render]") {
  const auto narrow = at_width(two_agents, 60);
  CHECK(widest_line(narrow) <= 60);
  CHECK(narrow.find("flags") != std::string::npos);
  CHECK(narrow.find("-o wide also shows") != std::string::npos);
  const auto broad = at_width(two_agents, 200);
  CHECK(broad.find("-o wide") == std::string::npos);
  CHECK(broad.find("drift") != std::string::npos);
}

TEST_CASE("O7 every list fits 60 and 200 columns, two blanks between its columns",
          "[console][render]") {
  const std::string words = "a text of several words that is longer than any terminal is wide, "
                            "as people and agents write them";
  for (const auto& spec : grammar()) {
    if (!lists(spec))
      continue;
    auto row = nlohmann::ordered_json::object();
    for (const auto& column : spec.columns)
      if (column.name.find('.') == std::string_view::npos)
        row[std::string(column.name)] =
            column.kind == column_kind::text    ? nlohmann::ordered_json(words)
            : column.kind == column_kind::texts ? nlohmann::ordered_json({words})
                                                : nlohmann::ordered_json(1'234'567.25);
    nlohmann::ordered_json chosen{{"command", result_name(spec)}, {"exit_code", 0}};
    for (const auto& column : spec.columns)
      chosen["columns"].push_back(column.name);
    chosen["rows"] = {row, row};
    for (auto width : {60, 200}) {
      INFO(spec.name << " at " << width);
      const auto text = render(chosen, {.width = width});
      INFO(text);
      CHECK(widest_line(text) <= static_cast<std::size_t>(width));
      CHECK(text.find("\n  ") != std::string::npos);
    }
  }
}

TEST_CASE("O7 colour adds nothing to what a list says", "[console][render]") {
  const auto plain = at_width(two_agents, 60);
  auto coloured =
      render(nlohmann::ordered_json::parse(two_agents), {.colour = true, .width = 60});
  CHECK(coloured != plain);
  for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == plain);
}
