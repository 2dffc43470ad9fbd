// F1-F5 as a lead sees them, and what it keeps away from whom.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto edge = agent_class::a_edge;

std::vector<failure_event> told(const lead_under_test& lead) {
  std::vector<failure_event> all;
  for (const auto& e : lead.coordinator.all<wire<failure_event>>())
    all.push_back(*e);
  return all;
}

void beat_from(lead_under_test& lead, std::uint8_t slot, std::uint64_t context_hash) {
  heartbeat h;
  h.slot = slot;
  h.context_hash = context_hash;
  lead.mesh.tell(lead.handle, h);
}

} // namespace

TEST_CASE("F1 who does not answer a heartbeat is asked again, with longer and longer pauses") {
  lead_under_test lead({edge, edge});
  lead.mesh.advance(9s);
  lead.beat(1);
  lead.mesh.advance(5s); // a pulse that finds one agent missing, and tries after it
  auto times = lead.agents[0].times<pulse>();
  REQUIRE(times.size() >= 5);
  std::vector<duration> pauses;
  for (auto i = times.size() - 4; i < times.size(); ++i)
    pauses.push_back(times[i] - times[i - 1]);
  CHECK(pauses == std::vector<duration>{250ms, 500ms, 1s, 2s});
  CHECK(lead.agents[1].count<pulse>() + 4 == times.size()); // the other was there
}

TEST_CASE("F1 three lost heartbeats in a row escalate, and one that comes begins anew") {
  lead_under_test lead({edge});
  lead.mesh.advance(12s);
  lead.beat(0);
  lead.mesh.advance(12s);
  CHECK(told(lead).empty());
  lead.mesh.advance(6s);
  REQUIRE(told(lead).size() == 1);
  CHECK(told(lead)[0].what == failure_class::transient_network);
  CHECK(told(lead)[0].to == escalation::sector);
}

TEST_CASE("F2 an agent that went down is an event, one that was told to go is none") {
  lead_under_test lead({edge, edge});
  lead.mesh.tell(lead.handle, member_lost{0, "was told to stop", false});
  CHECK(told(lead).empty());
  lead.mesh.tell(lead.handle, member_lost{1, "crashed"});
  REQUIRE(told(lead).size() == 1);
  CHECK(told(lead)[0].what == failure_class::agent_crash);
  CHECK(told(lead)[0].where == scope(agent_id{0, 0, 1}));
}

TEST_CASE(
    "F4 a damaged context is quarantined and loaded anew, and used again when it is good") {
  lead_under_test lead({edge, edge});
  auto good = lead.mesh.around().context->hash;
  beat_from(lead, 0, good);
  beat_from(lead, 1, good + 1);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).state == agent_state::active);
  CHECK(lead.row(1).state == agent_state::quarantined);
  REQUIRE(lead.agents[1].count<load_context>() == 1);
  CHECK(lead.agents[1].all<load_context>()[0].good->hash == good);
  REQUIRE(told(lead).size() == 1);
  CHECK(told(lead)[0].what == failure_class::context_corruption);
  CHECK(told(lead)[0].to == escalation::orchestrator);

  lead.scatter(lead.order(7));
  lead.mesh.advance(1s);
  CHECK(lead.agents[1].count<deliver>() == 0); // kept away from work

  beat_from(lead, 1, good + 1); // still damaged: no second event, but another try
  CHECK(told(lead).size() == 1);
  CHECK(lead.agents[1].count<load_context>() == 2);
  beat_from(lead, 1, good);
  lead.mesh.advance(1s);
  CHECK(lead.row(1).state == agent_state::active);
  CHECK(lead.mesh.counters().contexts_restored == 1);
}

TEST_CASE("F4 K1 an answer from a damaged context is a conflict, whatever it says") {
  lead_under_test lead({edge, edge});
  lead.scatter(lead.order(7));
  lead.mesh.advance(1s);
  auto wrong = lead.answer_of(0);
  wrong.context_hash = lead.mesh.around().context->hash + 1;
  lead.mesh.tell(lead.handle, wrong);
  lead.answer(1);
  auto summary = *lead.coordinator.all<wire<gather_summary>>().back();
  CHECK(summary.ready == 1);
  CHECK(summary.conflict == 1);
  CHECK(lead.row(0).state == agent_state::quarantined);
}

TEST_CASE("F5 who is quarantined for its answers stays so until it is healed") {
  lead_under_test lead({edge, edge});
  lead.mesh.tell(lead.handle,
                 wire<quarantine_order>(quarantine_order{{0, 0, 1}, "said 5, 9 said 4"}));
  CHECK(lead.row(1).state == agent_state::quarantined);
  beat_from(lead, 1, lead.mesh.around().context->hash);
  lead.mesh.advance(10s);
  CHECK(lead.row(1).state == agent_state::quarantined);
  lead.mesh.tell(lead.handle, // of another cluster, and nobody: nothing happens
                 wire<quarantine_order>(quarantine_order{{0, 1, 0}, ""}));
  lead.mesh.tell(lead.handle, wire<quarantine_order>(quarantine_order{{0, 0, 99}, ""}));
  CHECK(lead.row(0).state == agent_state::active);
}

TEST_CASE(
    "B2 B3 nobody is chosen behind an open breaker, whoever coordinates, until it closes") {
  lead_under_test lead({edge});
  auto turned_away = [&] {
    return lead.mesh.agents().read().page({0, 0})->turned_away;
  };
  lead.mesh.tell(lead.handle,
                 wire<circuit>(circuit{cluster_id{0, 0}, circuit_state::open, "why", false}));
  CHECK(turned_away());
  CHECK(best_of(lead.mesh.agents(), {}, 1, 1'000, {}, {}).empty());
  lead.mesh.tell(lead.handle,
                 wire<circuit>(circuit{sector_id{0}, circuit_state::open, "why", false}));
  lead.mesh.tell(lead.handle,
                 wire<circuit>(circuit{cluster_id{0, 0}, circuit_state::half_open, "", false}));
  CHECK(turned_away()); // that of the sector is still open
  lead.mesh.tell(lead.handle,
                 meet_coordinator{lead.coordinator.as<sector_coordinator_actor>()});
  CHECK(turned_away());
  lead.mesh.tell(lead.handle,
                 wire<circuit>(circuit{sector_id{0}, circuit_state::closed, "", false}));
  CHECK_FALSE(turned_away());
  CHECK(best_of(lead.mesh.agents(), {}, 1, 1'000, {}, {}).size() == 1);
}
