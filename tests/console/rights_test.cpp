// X3: which commands each role may order, and which need the security key.
#include "runtime/console/commands/rights.hpp"

#include "runtime/console/language/parser.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

constexpr std::uint64_t moment_ms = 10'000'000;
constexpr double five_minutes_ms = 300'000;

command order_of(const std::string& line) {
  const auto parsed = parse_line(line);
  INFO(line);
  REQUIRE(parsed);
  REQUIRE(*parsed);
  return (*parsed)->order;
}

errc refused_as(const std::string& line, const authority& who) {
  const auto why = forbidden(order_of(line), who, moment_ms, five_minutes_ms);
  return why ? why->code : errc::none;
}

authority person(operator_role role, std::uint64_t touched_ms) {
  return {"anna", role, "127.0.0.1", touched_ms};
}

} // namespace

TEST_CASE("X3 each command is for a role, and what changes the mesh is for no viewer",
          "[console]") {
  std::size_t looks = 0;
  for (const auto& spec : grammar()) {
    INFO(spec.name);
    const auto role = role_for(spec);
    if (effect_of(spec) == command_effect::changes)
      CHECK(role > operator_role::viewer);
    else
      ++looks;
    const authority viewer = person(operator_role::viewer, moment_ms);
    const auto why = forbidden(spec.start, viewer, moment_ms, five_minutes_ms);
    CHECK(why.has_value() == (role > operator_role::viewer));
  }
  CHECK(looks > 20);
  CHECK(looks < grammar().size());
}

TEST_CASE("X3 only an admin invites and revokes", "[console]") {
  for (const auto* line : {"operator invite ben --role viewer", "operator revoke ben"}) {
    CHECK(refused_as(line, person(operator_role::operate, moment_ms)) == errc::denied);
    CHECK(refused_as(line, person(operator_role::admin, moment_ms)) == errc::none);
  }
  CHECK(refused_as("operator list", person(operator_role::viewer, 0)) == errc::none);
}

TEST_CASE("X3 destructive commands need a touch within five minutes", "[console]") {
  const auto long_ago = moment_ms - 300'001;
  for (const auto* line :
       {"freeze all", "node drain n1", "node forget n1", "agent revoke store-1",
        "operator revoke ben", "operator invite ben --role admin"}) {
    INFO(line);
    CHECK(needs_key(order_of(line)));
    CHECK(refused_as(line, person(operator_role::admin, long_ago)) == errc::key_needed);
    CHECK(refused_as(line, person(operator_role::admin, long_ago + 1)) == errc::none);
    CHECK(refused_as(line, authority{}) == errc::none); // at the mesh itself there is no key
  }
  for (const auto* line : {"freeze s07", "thaw all", "status", "gather"}) {
    INFO(line);
    CHECK(refused_as(line, person(operator_role::admin, long_ago)) == errc::none);
  }
}
