#include "runtime/console/running/held_lines.hpp"

#include "runtime/console/commands/ask.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

constexpr auto light = degradation_mode::degraded_light;
constexpr auto moderate = degradation_mode::degraded_moderate;
constexpr auto emergency = degradation_mode::emergency;
const error not_urgent{errc::mode_restricted, "it waits"};

command_profile work(priority urgency = priority::normal) {
  command_profile p;
  p.name = "ask";
  p.urgency = urgency;
  return p;
}

script_line line(std::string text) {
  return {1, std::move(text), ask_command{}};
}

} // namespace

TEST_CASE("D2 held lines are numbered, and run in their order", "[console][modes]") {
  held_lines held(degradation_config{});
  CHECK(held.hold(line("ask a"), work(), not_urgent) == 1);
  CHECK(held.hold(line("ask b"), work(), not_urgent) == 2);
  CHECK(held.waiting().at(1).line.text == "ask a");
  CHECK(held.waiting().at(1).why == not_urgent);
  CHECK_FALSE(held.take(moderate));
  auto first = held.take(light);
  REQUIRE(first);
  CHECK(first->number == 1);
  CHECK(first->line.text == "ask a");
  CHECK(held.take(light)->line.text == "ask b");
  CHECK_FALSE(held.take(light));
  CHECK(held.waiting().empty());
  CHECK(held.released() == 2);
}

TEST_CASE("D2 a held line that was dropped never runs, and its number stays used",
          "[console][modes]") {
  held_lines held(degradation_config{});
  REQUIRE(held.hold(line("ask a"), work(), not_urgent) == 1);
  CHECK(held.drop(1));
  CHECK_FALSE(held.drop(1));
  CHECK_FALSE(held.drop(9));
  CHECK_FALSE(held.take(light));
  CHECK(held.released() == 0);
  CHECK(held.hold(line("ask b"), work(), not_urgent) == 2);
}

TEST_CASE("D1 a held line is automatic work, which an emergency halts", "[console][modes]") {
  held_lines held(degradation_config{});
  auto approved = work(priority::critical);
  approved.approved = true; // a person could give it now
  REQUIRE(held.hold(line("ask a"), approved, not_urgent));
  CHECK_FALSE(held.take(emergency));
  CHECK(held.take(light));
}

TEST_CASE("D2 as many lines are held as the configuration allows", "[console][modes]") {
  degradation_config cfg;
  cfg.queued_commands = 1;
  held_lines held(cfg);
  REQUIRE(held.hold(line("ask a"), work(), not_urgent) == 1);
  auto full = held.hold(line("ask b"), work(), not_urgent);
  REQUIRE_FALSE(full);
  CHECK(full.error().code == errc::queue_full);
  CHECK(full.error().remedy == "degradation.queued_commands");
  CHECK(held.waiting().size() == 1);
  REQUIRE(held.drop(1));
  CHECK(held.hold(line("ask c"), work(), not_urgent) == 2); // the one refused had no number
}
