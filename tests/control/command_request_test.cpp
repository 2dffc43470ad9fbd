// O7: the body of POST /v1/commands.
#include "runtime/control/command_request.hpp"

#include <random>

#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::control;

TEST_CASE("O7 a request is read with its defaults", "[control]") {
  const auto read = read_command_request(R"({"script": "status"})");
  REQUIRE(read);
  CHECK(read->script == "status");
  CHECK(read->name == "command");
  CHECK_FALSE(read->keep_going);
  CHECK_FALSE(read->strict);
  CHECK_FALSE(read->text);
}

TEST_CASE("O7 a request says everything that `mesh run` can", "[control]") {
  const auto read = read_command_request(
      R"({"script": "kpi", "name": "a.mesh", "on_failure": "continue", "strict": true,
          "text": {"format": "table", "columns": 100, "colour": true},
          "files": {"a.chain.json": "{}"}})");
  REQUIRE(read);
  CHECK(read->files == std::map<std::string, std::string>{{"a.chain.json", "{}"}});
  CHECK(read->name == "a.mesh");
  CHECK(read->keep_going);
  CHECK(read->strict);
  REQUIRE(read->text);
  CHECK(read->text->width == 100);
  CHECK(read->text->colour);
  CHECK_FALSE(read->text->unicode);
  const auto again = read_command_request(write_command_request(*read));
  REQUIRE(again);
  CHECK(again->script == read->script);
  CHECK(again->keep_going);
  CHECK(again->text->width == 100);
  CHECK(again->files == read->files);
}

TEST_CASE("O7 files beyond their bound are refused", "[control]") {
  command_request asked;
  asked.script = "status";
  asked.files["a"] = std::string(most_files_bytes / 2, 'x');
  asked.files["b"] = std::string(most_files_bytes / 2, 'x');
  CHECK(read_command_request(write_command_request(asked)));
  asked.files["b"] += 'x';
  const auto read = read_command_request(write_command_request(asked));
  REQUIRE_FALSE(read);
  CHECK(read.error().detail.find("files are larger than 1048576 bytes") != std::string::npos);
}

TEST_CASE("O7 a width that no terminal has is brought to one that is", "[control]") {
  const auto width = [](const std::string& columns) {
    return read_command_request(R"({"script": "a", "text": {"columns": )" + columns + "}}")
        ->text->width;
  };
  CHECK(width("0") == 80);
  CHECK(width("1") == 40);
  CHECK(width("4000000000") == 160);
}

TEST_CASE("O7 a request that is wrong says where", "[control]") {
  const auto* body = GENERATE(
      "", "status", "[]", "{}", R"({"script": 7})", R"({"script": ""})",
      R"({"script": "status", "typo": 1})", R"({"script": "status", "strict": "maybe"})",
      R"({"script": "a", "on_failure": "explode"})", R"({"script": "a", "on_failure": 7})",
      R"({"script": "a", "text": "wide"})", R"({"script": "a", "text": {"columns": -1}})",
      R"({"script": "a")", "\xff\xfe", R"({"script": "a"} more)");
  INFO(body);
  const auto read = read_command_request(body);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::parse_error);
  CHECK_FALSE(read.error().detail.empty());
  CHECK_FALSE(read.error().remedy.empty());
}

TEST_CASE("O7 deep nesting in a request is refused", "[control]") {
  const std::string deep(100'000, '[');
  CHECK_FALSE(read_command_request(R"({"script": )" + deep));
  CHECK_FALSE(read_command_request(deep));
}

TEST_CASE("O7 a script with problems comes back with each place", "[control]") {
  command_request what;
  what.script = "status\nnosuch\nexpect nosuch.metric > 1";
  const auto refused = parse_request(what, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == 422);
  const auto body = nlohmann::json::parse(refused.error().body);
  REQUIRE(body["problems"].size() == 1);
  CHECK(body["problems"][0]["line"] == 2);
  CHECK(body["problems"][0]["column"] == 1);
  CHECK(body["problems"][0]["text"].get<std::string>().find("^~") != std::string::npos);
}

TEST_CASE("O7 a script over the bound is refused", "[control]") {
  command_request what;
  what.script = std::string(200, '#');
  CHECK_FALSE(parse_request(what, {100, 10}));
  what.script = "status\nstatus\nstatus";
  CHECK_FALSE(parse_request(what, {100, 2}));
  CHECK(parse_request(what, {100, 3}));
}

TEST_CASE("O7 requests that were damaged at random are read or refused, and no more",
          "[control]") {
  const std::string good =
      R"({"script":"status\ncascade \"x\"","name":"a","on_failure":"continue","strict":true,)"
      R"("text":{"format":"jsonl","columns":100,"colour":false}})";
  constexpr int attempts = 20'000;
  std::mt19937 random(static_cast<std::uint32_t>(testing::first_seed()));
  int understood = 0;
  for (int i = 0; i < attempts; ++i) {
    auto body = good;
    for (auto changes = random() % 5; changes > 0; --changes) {
      const auto at = random() % body.size();
      switch (random() % 4) {
      case 0:
        body[at] = static_cast<char>(random());
        break;
      case 1:
        body.erase(at, random() % 10);
        break;
      case 2:
        body.insert(at, body.substr(random() % body.size(), random() % 20));
        break;
      default:
        body.insert(at, 1, "{}[]\",:\\0u"[random() % 10]);
      }
    }
    const auto read = read_command_request(body);
    if (!read)
      continue;
    ++understood;
    if (auto lines = parse_request(*read, {}); !lines)
      CHECK(nlohmann::json::accept(lines.error().body));
  }
  CHECK(understood > attempts / 10);
}
