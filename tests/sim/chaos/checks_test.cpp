// Each check of the chaos finds what it looks for, and nothing in a good run.
#include "tests/sim/chaos/checks.hpp"
#include "tests/sim/chaos/timers_at_rest.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

const agent_id anybody{0, 1, 2};
const agent_id other{1, 0, 0};

time_point at(duration after) {
  return time_point{} + after;
}

work_run run_of(std::uint64_t message, agent_id agent, std::uint64_t instance, duration begun) {
  work_run run;
  run.agent = agent;
  run.instance = instance;
  run.message = {message};
  run.command = 1;
  run.begun = at(begun);
  return run;
}

breaker_note breaker(duration when, circuit_state from, circuit_state to, std::string reason,
                     std::uint64_t keeper = 1) {
  return {at(when), keeper, {sector_id{0}, {from, to, std::move(reason)}}};
}

/// Two agents, one of them READY and one in conflict, and all is as it must be.
chaos_record good() {
  chaos_record r;
  r.agents = 2;
  r.work = {run_of(7, anybody, 1, 1s), run_of(7, other, 2, 1s)};
  r.work[1].how = work_run::plan::conflict;
  r.instances = {{anybody, 1}, {other, 2}};
  r.conflicts = {{other, {7}}};
  command_outcome c;
  c.command = 1;
  c.name = "gather all";
  c.effects = {{anybody, 0, trinary::ready}, {other, 1, trinary::conflict}};
  c.conflicting = {other};
  gather_summary s;
  s.targets = s.sent = 2;
  s.ready = s.conflict = 1;
  s.exceptions.push_back({exception_kind::conflict, errc::none, "", 1, {other}, 0, 0, 0});
  c.gathers = {s};
  r.commands = {c};
  r.breakers = {
      breaker(1s, circuit_state::closed, circuit_state::open, "6 failures within 60 s"),
      breaker(31s, circuit_state::open, circuit_state::half_open, "a probe was answered"),
      breaker(91s, circuit_state::half_open, circuit_state::closed, "no failure")};
  r.modes_seen = {{1.0, degradation_mode::full}, {0.2, degradation_mode::emergency}};
  r.posts_sent = 3;
  r.posts_answered = 2;
  r.posts_undeliverable = 1;
  r.at_start = r.at_end = {10, 5, 0, 0};
  r.messages_over_rounds = {2, 2, 2};
  r.last.targets = r.last.ready = 2;
  r.choosable = 2;
  return r;
}

} // namespace

TEST_CASE("chaos: nothing is wrong with a good run", "[chaos]") {
  CHECK(check_all(good()).empty());
}

TEST_CASE("chaos: a target that ended as nothing, twice, or without a name is found",
          "[chaos]") {
  auto r = good();
  auto& s = r.commands[0].gathers[0];
  s.targets = 3;
  CHECK_FALSE(check_accounts(r).empty());
  s.targets = 2;
  s.straggler = 1;
  CHECK_FALSE(check_accounts(r).empty());
  s.straggler = 0;
  s.answers.push_back({trinary::ready, "0", 1, {other}});
  CHECK_FALSE(check_accounts(r).empty());
  s.answers.clear();
  CHECK(check_accounts(r).empty());
  s.exceptions[0].count = 2; // one name for two
  s.ready = 0;
  s.conflict = 2;
  CHECK_FALSE(check_accounts(r).empty());
  s.exceptions.clear();
  CHECK_FALSE(check_accounts(r).empty());
}

TEST_CASE("chaos: work that takes effect twice, late, or from nowhere is found", "[chaos]") {
  auto r = good();
  r.commands.push_back(r.commands[0]);
  CHECK_FALSE(check_effects(r).empty());
  r = good();
  r.work[0].expired = true;
  CHECK_FALSE(check_effects(r).empty());
  r = good();
  r.commands[0].effects[0].run = 99;
  CHECK_FALSE(check_effects(r).empty());
  r = good();
  r.commands[0].effects[0].agent = other;
  CHECK_FALSE(check_effects(r).empty());
}

TEST_CASE("chaos: one agent begins again only what a freeze or a withdrawal put down",
          "[chaos]") {
  auto r = good();
  r.work.push_back(run_of(7, anybody, 1, 5s));
  CHECK_FALSE(check_effects(r).empty());
  r.freezes = {{cluster_id{0, 1}, at(3s), at(3s)}};
  CHECK(check_effects(r).empty());
  r.freezes = {{cluster_id{1, 0}, at(3s), at(3s)}}; // that of others
  CHECK_FALSE(check_effects(r).empty());
  r.freezes = {{cluster_id{0, 1}, time_point{}, time_point{}}}; // over before
  CHECK_FALSE(check_effects(r).empty());
  r.freezes = {{cluster_id{0, 1}, time_point{}}}; // some had not stopped in time
  CHECK(check_effects(r).empty());
  r.work[0].put_down = true;
  CHECK(check_effects(r).empty());
  r.work[0].put_down = false;
  r.work[2].instance = 3; // its replacement
  CHECK(check_effects(r).empty());
}

TEST_CASE("chaos: work that begins while its agent is frozen is found", "[chaos]") {
  auto r = good();
  r.frozen = {{sector_id{0}, at(500ms), at(900ms)}};
  CHECK(check_freezes(r).empty());
  r.frozen[0].until = at(2s);
  CHECK_FALSE(check_freezes(r).empty());
  r.frozen[0].where = cluster_id{0, 0}; // that of others
  CHECK(check_freezes(r).empty());
}

TEST_CASE("chaos: a crash without replacement or escalation is found", "[chaos]") {
  auto r = good();
  r.work[0].how = work_run::plan::crash;
  CHECK_FALSE(check_replacements(r).empty());
  r.instances[0].second = 9;
  CHECK(check_replacements(r).empty());
  r.down_before_heal = 1;
  CHECK_FALSE(check_replacements(r).empty());
  r.given_up_before_heal = 1;
  CHECK(check_replacements(r).empty());
  r.down_after_heal = 1;
  CHECK_FALSE(check_replacements(r).empty());
  r.down_after_heal = 0;
  r.instances[0].second = 0;
  CHECK_FALSE(check_replacements(r).empty());
  r.left = {r.work[0].agent}; // nobody is to come after it
  CHECK(check_replacements(r).empty());
}

TEST_CASE("chaos: a conflict that is missing, there twice, or nobody's is found", "[chaos]") {
  auto r = good();
  r.conflicts.clear();
  CHECK_FALSE(check_conflicts(r).empty());
  r = good();
  r.conflicts.push_back(r.conflicts[0]);
  CHECK_FALSE(check_conflicts(r).empty());
  r = good();
  r.conflicts.emplace_back(anybody, message_id{7});
  CHECK_FALSE(check_conflicts(r).empty());
  r = good();
  r.conflicts_lost = 1;
  CHECK_FALSE(check_conflicts(r).empty());
}

TEST_CASE("chaos: a breaker that jumps, hurries or is forgotten is found", "[chaos]") {
  auto with = [](std::vector<breaker_note> notes) {
    auto r = good();
    r.breakers = std::move(notes);
    return !check_breakers(r).empty();
  };
  using enum circuit_state;
  const auto opened = breaker(1s, closed, open, "failures");
  CHECK(with({breaker(1s, closed, half_open, "")}));
  CHECK(with({opened, breaker(50s, open, closed, "so")}));
  CHECK_FALSE(with({opened, breaker(50s, open, closed, "healed")}));
  CHECK(with({opened, breaker(20s, open, half_open, "a probe was answered")}));
  auto by_hand = breaker(5s, open, open, "by hand");
  CHECK(with({opened, by_hand, breaker(50s, open, closed, "healed")})); // it does not say so
  by_hand.by_hand = true;
  CHECK_FALSE(with({opened, by_hand, breaker(50s, open, closed, "healed")}));
  const auto half = breaker(31s, open, half_open, "a probe was answered");
  CHECK(with({opened, half, breaker(60s, half_open, closed, "no failure")}));
  CHECK(with({opened, opened}));
  CHECK(with({opened})); // and never closed
  CHECK_FALSE(with({opened, breaker(9s, closed, open, "failures", 2),
                    breaker(10s, open, closed, "healed", 2)}));
}

TEST_CASE("chaos: a mode that is not that of the active rate is found", "[chaos]") {
  auto r = good();
  r.modes_seen = {{0.94, degradation_mode::full}};
  CHECK_FALSE(check_modes(r).empty());
  r.modes_seen = {{0.3, degradation_mode::emergency}};
  CHECK_FALSE(check_modes(r).empty());
}

TEST_CASE("chaos: whatever is left over is found", "[chaos]") {
  auto found = [](void (*change)(chaos_record&)) {
    auto r = good();
    change(r);
    return !check_leaks(r).empty();
  };
  CHECK(found([](chaos_record& r) { ++r.at_end.actors; }));
  CHECK(found([](chaos_record& r) { --r.at_end.actors; }));
  CHECK(found([](chaos_record& r) { ++r.at_end.timers; }));
  CHECK(found([](chaos_record& r) { r.at_end.messages = 3; }));
  CHECK(found([](chaos_record& r) { ++r.at_end.queued; }));
  CHECK(found([](chaos_record& r) { ++r.posts_sent; }));
  CHECK(found([](chaos_record& r) { r.messages_over_rounds = {2, 3, 4}; }));
  CHECK(found([](chaos_record& r) {
    r.commands[0].failure = {errc::too_many_in_flight, "8 run"};
  }));
}

TEST_CASE("chaos: timers that are always there are counted however many come and go",
          "[chaos]") {
  timers_at_rest timers;
  CHECK(timers.count() == 0);
  timers.look({1, 1, 2, 3, 3, 4}); // 1 and 3 beat
  timers.look({1, 2, 2, 3, 3});    // 2 and 3, and the only one for 4 has come
  timers.look({1, 2, 3, 3, 5});
  CHECK(timers.count() == 4); // 3 always has one too many
}

TEST_CASE("chaos: anybody who does not answer or cannot be chosen at the end is found",
          "[chaos]") {
  auto r = good();
  r.last.ready = 1;
  CHECK_FALSE(check_recovery(r).empty());
  r = good();
  r.choosable = 1;
  CHECK_FALSE(check_recovery(r).empty());
  r = good();
  r.last_failure = {errc::agent_down, "nobody"};
  CHECK_FALSE(check_recovery(r).empty());
}
