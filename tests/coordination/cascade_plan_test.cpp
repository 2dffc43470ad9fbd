#include "actors/coordination/cascade_plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

const coordination_config cfg;

gather_summary result_of(std::uint32_t ready, std::uint32_t sent) {
  gather_summary s;
  s.sent = sent;
  s.ready = ready;
  return s;
}

} // namespace

TEST_CASE("C1 a wave confirms sectors, then leads, then agents", "[cascade]") {
  auto phases = plan_cascade(cascade_kind::wave, {}, cfg);
  REQUIRE(phases.size() == 3);
  CHECK(phases[0].depth == reach::sectors);
  CHECK(phases[0].window_ms == 200);
  CHECK(phases[0].minimum == 0.98);
  CHECK(phases[0].must_pass);
  CHECK(phases[1].depth == reach::leads);
  CHECK(phases[1].window_ms == 1'000);
  CHECK_FALSE(phases[1].must_pass);
  CHECK(phases[2].depth == reach::agents);
  CHECK(phases[2].window_ms == 2'000);
  CHECK_FALSE(phases[2].must_pass);
}

TEST_CASE("C2 a parallel cascade is one phase over all agents", "[cascade]") {
  auto phases = plan_cascade(cascade_kind::parallel, {}, cfg);
  REQUIRE(phases.size() == 1);
  CHECK(phases[0].depth == reach::agents);
  CHECK_FALSE(phases[0].cls);
  CHECK(phases[0].window_ms == 1'000);
  CHECK(phases[0].minimum == 0.90);
}

TEST_CASE("C3 priority first asks D, C, B, A, E, and people last", "[cascade]") {
  auto phases = plan_cascade(cascade_kind::priority_first, {}, cfg);
  const std::vector<std::pair<agent_class, double>> expected{
      {agent_class::d_gpu, 0.99},        {agent_class::c_persistent, 0.98},
      {agent_class::b_serverless, 0.95}, {agent_class::a_edge, 0.90},
      {agent_class::e_local, 0.85},      {agent_class::f_human, 0}};
  REQUIRE(phases.size() == expected.size());
  for (std::size_t i = 0; i < phases.size(); ++i) {
    CHECK(phases[i].cls == expected[i].first);
    CHECK(phases[i].minimum == expected[i].second);
    CHECK(phases[i].depth == reach::agents);
    CHECK_FALSE(phases[i].must_pass); // one that falls short is noted, the next goes on
    CHECK(phases[i].name == to_string(expected[i].first));
  }
}

TEST_CASE("C1 C2 C3 a window replaces those of the agents, never of the levels above",
          "[cascade]") {
  for (auto kind : {cascade_kind::wave, cascade_kind::parallel, cascade_kind::priority_first})
    for (const auto& phase : plan_cascade(kind, 77, cfg))
      CHECK((phase.window_ms == 77) == (phase.depth == reach::agents));
}

TEST_CASE("C1 C2 C3 a phase is a success exactly from its minimum on", "[cascade]") {
  using enum mesh::phase_outcome;
  cascade_phase phase;
  phase.minimum = GENERATE(0.0, 0.85, 0.90, 0.95, 0.98, 0.99, 1.0);
  for (std::uint32_t sent : {100U, 1'000U, 30'000U}) {
    auto needed = static_cast<std::uint32_t>(std::lround(phase.minimum * sent));
    CHECK(judge_phase(phase, result_of(std::max(1U, needed), sent), 0) == success);
    CHECK(judge_phase(phase, result_of(sent, sent), 0) == success);
    if (needed > 0)
      CHECK(judge_phase(phase, result_of(needed - 1, sent), 0) == partial);
    CHECK(judge_phase(phase, result_of(0, sent), 0) == partial); // whatever the minimum
  }
}

TEST_CASE("C1 C2 C3 a phase that sends to nobody is no success", "[cascade]") {
  using enum mesh::phase_outcome;
  cascade_phase phase;
  phase.minimum = GENERATE(0.0, 0.9);
  CHECK(judge_phase(phase, result_of(0, 0), 0) == nobody);
  gather_summary people;
  people.targets = people.skipped = 20; // need more lead time than there is
  CHECK(judge_phase(phase, people, 0) == skipped);
  gather_summary turned_away;
  turned_away.targets = turned_away.refused = 20;
  CHECK(judge_phase(phase, turned_away, 0) == partial);
  people.targets = 21;
  people.refused = 1;
  CHECK(judge_phase(phase, people, 0) == (phase.minimum == 0 ? skipped : partial));
}

TEST_CASE("C1 the upper levels count sectors and clusters, not agents", "[cascade]") {
  using enum mesh::phase_outcome;
  auto phases = plan_cascade(cascade_kind::wave, {}, cfg);
  gather_summary s;
  s.sectors = 98;
  s.clusters = 0;
  CHECK(judge_phase(phases[0], s, 100) == success);
  s.sectors = 97;
  CHECK(judge_phase(phases[0], s, 100) == partial);
  auto leads = phases[1];
  CHECK(judge_phase(leads, s, 9) == partial); // 0 of 9, and no minimum
  leads.minimum = 0.5;
  s.clusters = 500;
  CHECK(judge_phase(leads, s, 1'000) == success);
  s.clusters = 499;
  CHECK(judge_phase(leads, s, 1'000) == partial);
  CHECK(judge_phase(leads, s, 0) == nobody);
}
