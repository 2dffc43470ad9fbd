// README and docs/: what stands in code blocks is run, or read by what would run it.
// - `mesh` blocks are scripts: each is played, in virtual time, and ends with 0;
//   under `<!-- parse -->` it is only parsed, because it needs several hosts or an
//   id of a running mesh.
// - `sh` blocks: every command line is one that the binary or ./dev understands;
//   under `<!-- run -->` the block is run.
// - `json` blocks are JSON; under `<!-- config -->` a configuration.
// - Blocks under `<!-- from FILE -->` have their lines from that file.
// - Blocks under `<!-- new FILE -->` and `<!-- row FILE -->` are applied to a copy of the
//   tree, which is compiled and run: howto/.
#include <algorithm>
#include <sstream>

#include <nlohmann/json.hpp>

#include "messages/errors.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "tests/handbook/handbook.hpp"
#include "tests/handbook/shell_line.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

constexpr std::string_view taken_from = "from ";

/// Blocks that `howto/` applies to a copy of the tree, and compiles.
bool is_applied(const std::string& mark) {
  return mark.starts_with("new ") || mark.starts_with("row ");
}

std::vector<std::string> lines_of_text(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    all.push_back(line);
  return all;
}

std::string trimmed_cell(const std::string& line) {
  auto begin = line.find_first_not_of(' ');
  return begin == std::string::npos
             ? std::string()
             : line.substr(begin, line.find_last_not_of(' ') - begin + 1);
}

/// The table's rows of a page, cell by cell.
std::vector<std::vector<std::string>> table_rows(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines_of_text(source_text(path))) {
    if (!line.starts_with("| "))
      continue;
    std::istringstream cells(line.substr(1));
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '|');)
      rows.back().push_back(trimmed_cell(cell));
  }
  return rows;
}

} // namespace

TEST_CASE("handbook: a block is of a language that is checked", "[handbook]") {
  const std::vector<std::string> known{"mesh",  "sh",   "json",   "cpp",
                                       "cmake", "text", "python", "js"};
  const std::vector<std::string> marks{"", "parse", "run", "config"};
  auto blocks = handbook_blocks();
  REQUIRE(blocks.size() > 50);
  for (const auto& b : blocks) {
    INFO(place_of(b) << ": " << b.block.language << ", mark: " << b.block.mark);
    CHECK(std::ranges::count(known, b.block.language) == 1);
    const auto compiled = b.block.mark.starts_with(taken_from) || is_applied(b.block.mark);
    CHECK((compiled || std::ranges::count(marks, b.block.mark) == 1));
    if (b.block.language == "cpp" || b.block.language == "cmake")
      CHECK(compiled);
    if (b.block.language == "python" || b.block.language == "js")
      CHECK(b.block.mark.starts_with(taken_from));
  }
}

TEST_CASE("handbook: a block that is taken from a file has that file's lines", "[handbook]") {
  for (const auto& b : handbook_blocks()) {
    if (!b.block.mark.starts_with(taken_from))
      continue;
    auto path = b.block.mark.substr(taken_from.size());
    auto there = lines_of_text(source_text(path));
    auto next = there.begin();
    for (const auto& line : lines_of_text(b.block.text)) {
      auto text = trimmed_cell(line);
      if (text.empty() || text == "...")
        continue;
      auto found = std::find_if(next, there.end(),
                                [&](const auto& other) { return trimmed_cell(other) == text; });
      INFO(place_of(b) << ": not in " << path << ": " << text);
      CHECK(found != there.end());
      if (found != there.end())
        next = found + 1;
    }
  }
}

TEST_CASE("O7 handbook: every script parses", "[handbook]") {
  for (const auto& b : handbook_blocks("mesh")) {
    auto parsed = console::parse_script(b.block.text);
    INFO(place_of(b));
    if (!parsed)
      FAIL_CHECK("line " << parsed.error().front().line << ": "
                         << parsed.error().front().message);
  }
}

TEST_CASE("O7 handbook: every script that stands alone ends well", "[handbook]") {
  for (const auto& b : handbook_blocks("mesh")) {
    if (!b.block.mark.empty())
      continue;
    auto run = run_mesh({"dev", "--config", MESH_SOURCE "/tests/handbook/mesh.json",
                         "--virtual-time", "-q", "-o", "jsonl", "-"},
                        b.block.text);
    INFO(place_of(b) << "\n" << b.block.text << run.out << run.err);
    CHECK(run.code == 0);
  }
}

TEST_CASE("O7 handbook: every command line is understood", "[handbook]") {
  for (const auto& b : handbook_blocks("sh")) {
    if (b.block.mark.starts_with(taken_from))
      continue;
    for (const auto& words : shell_commands(b.block.text)) {
      auto problem = problem_of(words);
      INFO(place_of(b) << ": " << console::join_words(words) << ": " << problem);
      CHECK(problem.empty());
    }
  }
}

TEST_CASE("handbook: what is marked to be run runs", "[handbook]") {
  int count = 0;
  for (const auto& b : handbook_blocks("sh")) {
    if (b.block.mark != "run")
      continue;
    ++count;
    scratch_folder folder;
    // The binary, the examples and the configurations, as in the source tree.
    auto script = "cd '" + folder.path("")
                  + "'\nln -s '" MESH_SOURCE "'/examples '" MESH_SOURCE
                    "'/config .\nmesh() { \"$0\" \"$@\"; }\n"
                  + b.block.text;
    mesh_process process(words{"/bin/bash", "-euo", "pipefail", "-c", script}, words{});
    auto run = process.end();
    INFO(place_of(b) << "\n" << b.block.text << run.out << run.err);
    CHECK(run.code == 0);
  }
  CHECK(count > 3);
}

TEST_CASE("handbook: JSON is JSON, and a configuration is accepted", "[handbook]") {
  scratch_folder folder;
  for (const auto& b : handbook_blocks("json")) {
    INFO(place_of(b));
    CHECK(nlohmann::json::accept(b.block.text));
    if (b.block.mark != "config")
      continue;
    auto run = run_mesh({"config", "check", folder.file("config.json", b.block.text)});
    INFO(run.out << run.err);
    CHECK(run.code == 0);
  }
}

TEST_CASE("handbook: every error code has its row, with its exit code", "[handbook]") {
  std::vector<std::string> listed;
  for (const auto& row : table_rows("docs/reference/errors.md")) {
    if (row.size() < 2 || !row[0].starts_with('`'))
      continue;
    auto name = row[0].substr(1, row[0].size() - 2);
    INFO(name);
    auto code = errc_of(name);
    CHECK(code != errc::none);
    CHECK(row[1] == std::to_string(static_cast<int>(console::code_of(error{code, ""}))));
    CHECK(std::ranges::count(listed, name) == 0);
    listed.push_back(name);
  }
  for (auto i = 1; i <= static_cast<int>(last_errc); ++i) {
    auto name = std::string(name_of(static_cast<errc>(i)));
    INFO(name);
    CHECK(std::ranges::count(listed, name) == 1);
  }
}

TEST_CASE("O7 handbook: every command has its row", "[handbook]") {
  auto rows = table_rows("docs/reference/commands.md");
  for (const auto& spec : console::grammar()) {
    INFO(spec.name);
    auto name = "`" + std::string(spec.name) + "`";
    CHECK(std::ranges::count_if(rows, [&](const auto& row) { return row[0] == name; }) == 1);
  }
}

TEST_CASE("handbook: every section of the configuration has its row", "[handbook]") {
  auto rows = table_rows("docs/reference/configuration.md");
  auto schema = nlohmann::json::parse(source_text("config/mesh.schema.json"));
  for (const auto& [section, unused] : schema.at("properties").items()) {
    INFO(section);
    auto name = "`" + section + "`";
    if (section != "$schema")
      CHECK(std::ranges::count_if(rows, [&](const auto& row) { return row[0] == name; }) == 1);
  }
}

TEST_CASE("O7 handbook: every path of the control API has its row", "[handbook]") {
  auto page = source_text("docs/reference/control-api.md");
  auto api = nlohmann::json::parse(source_text("runtime/control/openapi.json"));
  for (const auto& [path, unused] : api.at("paths").items()) {
    INFO(path);
    CHECK(has(page, path));
  }
}

TEST_CASE("handbook: command lines are split as a shell does", "[handbook]") {
  using commands = std::vector<std::vector<std::string>>;
  CHECK(shell_commands("a b # c\n\n# d\ne 'f g' \"h\"\\\n  i\n")
        == commands{{"a", "b"}, {"e", "f g", "h", "i"}});
  CHECK(shell_commands("a | b; c & d > file e\n") == commands{{"a"}, {"b"}, {"c"}, {"d", "e"}});
  CHECK(shell_commands("a <file\n") == commands{{"a"}});
  CHECK(shell_commands("").empty());
}

TEST_CASE("handbook: a command line that nobody understands is found", "[handbook]") {
  CHECK(problem_of({"mesh", "status"}).empty());
  CHECK(problem_of({"mesh", "gather", "s07", "--window", "1s", "--at", "localhost"}).empty());
  CHECK(problem_of({"mesh", "dev", "-c", "status"}).empty());
  CHECK(problem_of({"mesh", "certs", "issue", "n1", "--role", "sectors"}).empty());
  CHECK(problem_of({"mesh", "agent", "run", "a.invite.json", "--exec", "./work"}).empty());
  CHECK(problem_of({"mesh", "agent", "s00.c00.a00"}).empty());
  CHECK(problem_of({"./dev", "test", "--seed", "7"}).empty());
  for (const std::vector<std::string>& words : {std::vector<std::string>{"mesh", "stats"},
                                                {"mesh", "gather", "s07", "--windows", "1s"},
                                                {"mesh", "dev", "-c", "stats"},
                                                {"mesh", "dev", "--virtual"},
                                                {"mesh", "certs", "sell"},
                                                {"mesh", "agent", "run", "--exe", "./work"},
                                                {"mesh", "verify", "data", "--heads", "x"},
                                                {"./dev", "make"},
                                                {"./dev", "test", "--seeds", "7"},
                                                {"rm", "-rf", "data"}}) {
    INFO(console::join_words(words));
    CHECK_FALSE(problem_of(words).empty());
  }
}
