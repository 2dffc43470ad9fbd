#include "supervisors/held_commands.hpp"

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

command_profile work(std::string name, priority urgency = priority::normal) {
  command_profile c;
  c.name = std::move(name);
  c.urgency = urgency;
  return c;
}

std::string names_taken(held_commands& queue, degradation_mode mode) {
  std::string names;
  while (auto next = queue.take(mode))
    names += next->command.name + std::to_string(next->id) + " ";
  return names;
}

} // namespace

TEST_CASE("D2: queued commands run in order when the mode allows", "[degradation]") {
  held_commands queue(degradation_config{});
  for (std::uint64_t id = 1; id <= 3; ++id)
    REQUIRE(queue.hold(id, work("ask")));
  CHECK(names_taken(queue, moderate).empty());
  CHECK(names_taken(queue, severe).empty());
  CHECK(queue.waiting().size() == 3);
  CHECK(names_taken(queue, light) == "ask1 ask2 ask3 ");
  CHECK(names_taken(queue, light).empty());
}

TEST_CASE("D2: no queued command overtakes the one before it", "[degradation]") {
  held_commands queue(degradation_config{});
  queue.hold(1, work("ask"));
  queue.hold(2, work("alarm", priority::high));
  CHECK(names_taken(queue, moderate).empty());
  CHECK(queue.cancel(1));
  CHECK_FALSE(queue.cancel(1));
  CHECK(names_taken(queue, moderate) == "alarm2 ");
}

TEST_CASE("D2: a mode that gets worse in between stops the queue where it is",
          "[degradation]") {
  held_commands queue(degradation_config{});
  queue.hold(1, work("a"));
  queue.hold(2, work("b"));
  CHECK(queue.take(light)->id == 1);
  CHECK_FALSE(queue.take(severe));
  CHECK(queue.take(light)->id == 2);
}

TEST_CASE("D2: a full queue is a named error", "[degradation]") {
  degradation_config cfg;
  cfg.queued_commands = 1;
  held_commands queue(cfg);
  REQUIRE(queue.hold(1, work("a")));
  auto full = queue.hold(2, work("b"));
  REQUIRE_FALSE(full);
  CHECK(to_string(full.error())
        == "queue_full: b cannot wait: 1 commands are already waiting "
           "(degradation.queued_commands)");
}
