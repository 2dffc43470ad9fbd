#include "runtime/console/shared/suggestions.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::console;
using namespace std::chrono_literals;

namespace {

agent_row slow_row(std::uint8_t agent, float score, bool overdue = false) {
  agent_row row;
  row.id = {7, 4, agent};
  row.score = score;
  row.holds.overdue = overdue;
  return row;
}

agent_facts stuck_local(std::uint8_t agent, double gpu_ms) {
  agent_facts facts;
  facts.row = slow_row(agent, 900, true);
  facts.row.cls = agent_class::e_local;
  facts.in_hand_ms = 10'000;
  facts.task = known_task{"embed", {"inference"}, "console", verb::act};
  facts.able.at(static_cast<std::size_t>(agent_class::d_gpu)) = {5, gpu_ms};
  return facts;
}

breaker_note opened(const scope& where, time_point at, bool by_hand = false) {
  breaker_note note;
  note.at = at;
  note.what.where = where;
  note.what.change.to = breaker_state::open;
  note.by_hand = by_hand;
  return note;
}

} // namespace

TEST_CASE("N1 the slowest agents are suggested to be routed around, a bounded number",
          "[proposals]") {
  const auto all = around_slow({slow_row(1, 300), slow_row(2, 900), slow_row(3, 500, true)}, 2);
  REQUIRE(all.size() == 2);
  CHECK(all[0].commands == std::vector<std::string>{"route around s07.c04.a02"});
  CHECK(all[0].why == "s07.c04.a02: it answers in 900 ms");
  CHECK(all[1].why == "s07.c04.a03: its work is overdue");
  CHECK(around_slow({}, 2).empty());
}

TEST_CASE("N1 a class that fails a capability is suggested to be excluded from it",
          "[proposals]") {
  const auto all = exclude_unfit({stuck_local(1, 100), stuck_local(2, 100)});
  REQUIRE(all.size() == 1);
  CHECK(all[0].commands == std::vector<std::string>{"route exclude E_LOCAL from inference"});
  CHECK(exclude_unfit({stuck_local(1, 100)}).empty()); // one is no class
  CHECK(exclude_unfit({stuck_local(1, 9'000), stuck_local(2, 9'000)}).empty()); // nobody fitter
}

TEST_CASE("N1 a breaker that opens again and again is suggested to be healed", "[proposals]") {
  const time_point start{};
  const cluster_id where{7, 4};
  const std::vector<breaker_note> thrice{opened(where, start + 1s), opened(where, start + 40s),
                                         opened(where, start + 90s)};
  const auto all = heal_again(thrice, start);
  REQUIRE(all.size() == 1);
  CHECK(all[0].commands == std::vector<std::string>{"heal s07.c04"});
  CHECK(all[0].why == "the breaker of s07.c04 has opened 3 times in ten minutes");
  CHECK(heal_again(thrice, start + 30s).empty()); // two of them are too old
  CHECK(heal_again({opened(where, start, true), opened(where, start, true),
                    opened(where, start, true)},
                   start)
            .empty()); // an operator's own
}
