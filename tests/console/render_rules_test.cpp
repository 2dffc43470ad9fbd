// What holds for every view: bounds, safety, formats, arithmetic.
#include <numeric>
#include <random>

#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/histogram.hpp"
#include "tests/console/rendering.hpp"

using namespace mesh;
using namespace mesh::console;
using json = nlohmann::ordered_json;

namespace {

bool shows(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

json gather_with(int agents) {
  json ids = json::array();
  for (int i = 0; i < agents; ++i)
    ids.push_back("s07.c04.a" + std::to_string(10 + i));
  return {
      {"command", "gather"},
      {"exceptions",
       {{{"kind", "straggler"}, {"reason", "timeout"}, {"count", agents}, {"agents", ids}}}}};
}

double sum(const resampled& data) {
  return std::accumulate(data.columns.begin(), data.columns.end(), data.before + data.after);
}

} // namespace

TEST_CASE("G2 all names are shown up to a bound, and the rest is counted",
          "[console][render]") {
  auto all = render(gather_with(20), {});
  CHECK(shows(all, "s07.c04.a29"));
  CHECK_FALSE(shows(all, "more"));
  auto some = render(gather_with(21), {});
  CHECK(shows(some, "s07.c04.a29"));
  CHECK_FALSE(shows(some, "s07.c04.a30"));
  CHECK(shows(some, "and 1 more: see agents in -o json (20 of 21 named)"));
}

TEST_CASE("G2 every gather prints all six counts, even of nothing", "[console][render]") {
  for (const auto* command : {"gather", "cascade", "broadcast", "ask"}) {
    auto text = render({{"command", command}}, {});
    for (const auto* kind : {"ready", "conflict", "straggler", "skipped", "expired", "refused"})
      CHECK(shows(text, std::string("\n  ") + kind));
  }
}

TEST_CASE("answers of agents are shown and not obeyed", "[console][render]") {
  json result{{"command", "ask"},
              {"question", "who?"},
              {"answers", {{{"state", "+1"}, {"count", 1}, {"value", "\x1b[2J\r\xc2\x9b"}}}}};
  auto text = render(result, {});
  CHECK_FALSE(shows(text, "\x1b"));
  CHECK_FALSE(shows(text, "\xc2\x9b"));
  CHECK(shows(text, "\\x1b[2J\\x0d\\xc2\\x9b"));
  result["answers"][0]["value"] = "\xff not UTF-8";
  CHECK(shows(render(result, {}), "\\xff not UTF-8"));
  CHECK_NOTHROW(render(result, {.format = output_format::json}));
}

TEST_CASE("O7 the same result as JSON and as one line of it", "[console][render]") {
  json result{{"command", "wait"}, {"exit_code", 0}, {"waited_ms", 2.5}};
  auto pretty = render(result, {.format = output_format::json});
  CHECK(json::parse(pretty) == result);
  CHECK(shows(pretty, "\n  \"waited_ms\": 2.5\n"));
  CHECK(render(result, {.format = output_format::jsonl})
        == "{\"command\":\"wait\",\"exit_code\":0,\"waited_ms\":2.5}\n");
}

TEST_CASE("colour adds nothing that the text does not say", "[console][render]") {
  json result{{"command", "gather"},
              {"outcome", "PARTIAL"},
              {"recommendation", "retry_with_larger_window"},
              {"error", {{"code", "quorum_missed"}, {"detail", "d"}, {"remedy", "r"}}}};
  auto coloured = render(result, {.colour = true});
  CHECK(shows(coloured, "\x1b["));
  std::string bare;
  for (std::size_t i = 0; i < coloured.size(); ++i)
    if (coloured[i] == '\x1b')
      i = coloured.find('m', i);
    else
      bare += coloured[i];
  CHECK(bare == render(result, {}));
}

TEST_CASE("without Unicode every view is ASCII", "[console][render]") {
  auto result = gather_with(3);
  result["ready"] = 7;
  result["sent"] = 10;
  result["arrivals"]["bins"] = {{{"from_ms", -5}, {"to_ms", 5}, {"count", 7}}};
  auto text = render(result, {.unicode = false});
  CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c > 0; }));
  CHECK(shows(text, "#"));
}

TEST_CASE("numbers as people read them", "[console][format]") {
  CHECK(number_text(0) == "0");
  CHECK(number_text(999) == "999");
  CHECK(number_text(1'000) == "1,000");
  CHECK(number_text(-1'234'567.89, 1) == "-1,234,567.9");
  CHECK(number_text(-0.04, 1) == "0.0");
  CHECK(number_text(std::nullopt) == "-");
  CHECK(number_text(1e300, 1).size() < 12);
  CHECK(ms_text(99.94) == "99.9");
  CHECK(ms_text(99.96) == "100");
  CHECK(percent_text(1) == "100.0 %");
  CHECK(percent_text(0.99999) == "99.9 %"); // not all of it
  CHECK(exact_text(0.98995) == "0.98995");
  CHECK(exact_text(1204.21) == "1,204.21");
  CHECK(shortened("short", 10) == "short");
  CHECK(shortened(std::string(100, 'x'), 40)
        == std::string(16, 'x') + "... (84 more characters)");
}

TEST_CASE("a bar of something is never empty", "[console][format]") {
  CHECK(bar(0, 10, {}).empty());
  CHECK(bar(1e-9, 10, {}) == "▏");
  CHECK(bar(1e-9, 10, {.unicode = false}) == "#");
  CHECK(count_characters(bar(5, 10, {})) == 10);
  CHECK(count_characters(bar(0.55, 10, {})) == 6);
}

TEST_CASE("the histogram loses nobody", "[console][histogram]") {
  std::mt19937 random(1);
  std::normal_distribution<double> time(-40, 200);
  arrival_series series;
  for (int i = 0; i < 500; ++i) {
    auto at = time(random);
    series.bins.push_back({at, at + 7, 3});
  }
  for (int width : {12, 36, 60, 200}) {
    auto axis = fit_axis({series}, width);
    CHECK(axis.width() <= width);
    CHECK(axis.column_of_t() >= 0);
    CHECK(axis.column_of_t() < axis.columns);
    CHECK(sum(resample(series, axis)) == Approx(1'500));
    CHECK(resample(series, axis).after <= 0.01 * 1'500);
  }
}

TEST_CASE("the column of T is centred on T", "[console][histogram]") {
  arrival_series exact{"", {{0, 0, 5}}};
  arrival_series early{"", {{-100, -90, 5}}};
  auto axis = fit_axis({exact, early}, 36);
  auto data = resample(exact, axis);
  CHECK(data.columns[static_cast<std::size_t>(axis.column_of_t())] == 5);
  CHECK(resample(early, axis).columns[static_cast<std::size_t>(axis.column_of_t())] == 0);
}

TEST_CASE("a few far away do not flatten the picture, and are counted",
          "[console][histogram]") {
  json result{{"command", "gather"}};
  result["arrivals"]["bins"] = {{{"from_ms", -5}, {"to_ms", 5}, {"count", 9'999}},
                                {{"from_ms", 60'000}, {"to_ms", 60'010}, {"count", 1}}};
  auto text = render(result, {});
  CHECK(shows(text, "a column is 10 ms"));
  CHECK(shows(text, "beyond: 0 earlier, 1 later"));
}

TEST_CASE("a picture never is wider than the terminal", "[console][histogram]") {
  arrival_series one{"scheduled", {{-20, 20, 5}}}, two{"unscheduled", {{-900, -300, 5}}};
  for (int width = 30; width <= 200; ++width) {
    auto text = draw_arrivals({one, two}, {.width = width});
    auto picture = text.substr(text.find('\n') + 1);
    for (std::size_t from = 0; from < picture.size();) {
      auto end = picture.find('\n', from);
      CHECK(count_characters(picture.substr(from, end - from))
            <= static_cast<std::size_t>(width));
      from = end + 1;
    }
  }
}

TEST_CASE("nothing to draw is drawn as nothing", "[console][histogram]") {
  CHECK(draw_arrivals({}, {}).empty());
  CHECK(draw_arrivals({{"scheduled", {}}}, {}).empty());
  arrival_series broken{"", {{0, 1, -5}, {5, 1, 7}, {-1e300, 1e300, 1}, {0, 1, 0}}};
  CHECK(draw_arrivals({broken}, {}).empty());
}

TEST_CASE("no result is so odd that it cannot be shown", "[console][render][fuzz]") {
  const std::vector<std::string> keys{
      "agents", "sectors",   "rows",      "arrivals", "bins",      "exceptions", "answers",
      "other",  "quorum",    "phases",    "steps",    "attempts",  "rules",      "changed",
      "error",  "reached",   "ready",     "sent",     "count",     "from_ms",    "to_ms",
      "state",  "kind",      "needed_ms", "flags",    "scheduled", "value",      "total",
      "active", "simulated", "min",       "max"};
  const std::vector<std::string> commands{
      "status",  "agents",    "agent",      "cluster",  "sector",   "route list", "gather",
      "cascade", "broadcast", "ask",        "delegate", "pipeline", "kpi",        "expect",
      "wait",    "simulate",  "on failure", "help",     ""};
  std::mt19937 random(4);
  auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  std::function<json(int)> any = [&](int depth) -> json {
    switch (below(depth > 0 ? 9 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return below(2) == 0;
    case 2:
      return std::ldexp(1.0, static_cast<int>(below(2'000)) - 1'000);
    case 3:
      return -static_cast<int>(below(1'000));
    case 4:
      return static_cast<int>(below(100'000));
    case 5:
      return std::string(below(120), static_cast<char>(below(256)));
    case 6: {
      json list = json::array();
      for (auto i = below(5); i > 0; --i)
        list.push_back(any(depth - 1));
      return list;
    }
    default: {
      json object = json::object();
      for (auto i = below(8); i > 0; --i)
        object[keys[below(keys.size())]] = any(depth - 1);
      return object;
    }
    }
  };
  for (int round = 0; round < 20'000; ++round) {
    json result = json::object();
    for (auto i = below(12); i > 0; --i)
      result[keys[below(keys.size())]] = any(4);
    result["command"] = commands[below(commands.size())];
    auto text =
        render(result, {.unicode = below(2) == 0, .width = static_cast<int>(below(130))});
    REQUIRE(text.find('\x1b') == std::string::npos);
  }
  for (const json& odd :
       {json(nullptr), json(3), json::array({1}), json("text"), json::object()})
    CHECK_NOTHROW(render(odd, {}));
}
