// docs/how-to/add-a-command.md: the command that it adds works everywhere.
#include <nlohmann/json.hpp>

#include "runtime/console/language/help.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/render.hpp"
#include "runtime/console/session.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

nlohmann::ordered_json say(console::session& at, const std::string& line) {
  auto parsed = console::parse_line(line);
  REQUIRE(parsed);
  REQUIRE(*parsed);
  return at.execute(**parsed).data;
}

} // namespace

TEST_CASE("O7 handbook: a command is one file and one row", "[handbook]") {
  auto mesh = in_virtual_time(sized(2, 2, 5));
  console::session at(*mesh);
  auto result = say(at, "census s01");
  INFO(result.dump(1));
  CHECK(result.at("command") == "census");
  CHECK(result.at("exit_code") == 0);
  int agents = 0;
  for (const auto& [name, count] : result.at("classes").items())
    agents += count.get<int>();
  CHECK(agents == 10);
  auto drawn = console::render(result, {});
  CHECK(drawn.find("A_EDGE") != std::string::npos);
  CHECK(say(at, "census s07").at("error").at("code") == "unknown_target");
  CHECK_FALSE(console::parse_line("census s07 again"));
  CHECK(console::help_text("", {})->find("count the agents of each class")
        != std::string::npos);
}
