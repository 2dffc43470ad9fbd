// C1-C3: the three ways to reach everyone.
#include "tests/actors/orchestrator_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

auto start(orchestrator_under_test& root, cascade_kind kind) {
  cascade_request request;
  request.kind = kind;
  request.client = 5;
  request.what.payload = "to all";
  return root.ask<cascade_result>(request);
}

reach depth(const orchestrator_under_test& root) {
  return root.orders(0).back().depth;
}

double window_ms(const orchestrator_under_test& root) {
  return to_ms(root.orders(0).back().window);
}

void everybody_answers(orchestrator_under_test& root) {
  for (std::size_t s = 0; s < root.sectors.size(); ++s)
    root.all_ready(s);
}

/// Of the only kind that was measured.
std::optional<double> cascade_p95(orchestrator_under_test& root) {
  int rows = 0;
  for (const auto& row : root.answer_to<orchestrator_report>(report_request{}).kpi) {
    if (!row.name.starts_with("cascade_"))
      continue;
    ++rows;
    if (row.value)
      return row.value;
  }
  if (rows != 3)
    throw std::logic_error("there is no such KPI");
  return std::nullopt;
}

} // namespace

TEST_CASE("C1 a wave confirms sectors, then leads, then agents, each before the next") {
  orchestrator_under_test root;
  auto result = start(root, cascade_kind::wave);
  CHECK(depth(root) == reach::sectors);
  CHECK(window_ms(root) == 200);
  root.all_ready(0);
  CHECK(root.orders(0).size() == 1);
  root.mesh.advance(10ms);
  root.all_ready(1);
  REQUIRE(root.orders(0).size() == 2);
  CHECK(depth(root) == reach::leads);
  CHECK(window_ms(root) == 1'000);
  root.mesh.advance(20ms);
  everybody_answers(root);
  REQUIRE(root.orders(0).size() == 3);
  CHECK(depth(root) == reach::agents);
  CHECK(window_ms(root) == 2'000);
  CHECK_FALSE(result->has_value());
  root.mesh.advance(30ms);
  everybody_answers(root);

  REQUIRE(result->has_value());
  const auto& done = **result;
  CHECK(done.kind == cascade_kind::wave);
  CHECK_FALSE(done.failed_at_sector);
  CHECK(done.total_ms == Approx(60));
  REQUIRE(done.phases.size() == 3);
  CHECK(done.phases[0].reached == 2);
  CHECK(done.phases[0].took_ms == Approx(10));
  CHECK(done.phases[1].reached == 4);
  CHECK(done.phases[1].took_ms == Approx(20));
  CHECK(done.phases[2].reached == 20);
  CHECK(done.phases[2].expected == 20);
  for (const auto& phase : done.phases)
    CHECK(phase.passed);
  CHECK(done.total.summary.ready == 20);
  CHECK(done.total.success());
  CHECK(cascade_p95(root) == Approx(60).epsilon(0.02));
}

TEST_CASE("C1 a wave that reaches too few sectors ends there: FAILED_AT_SECTOR") {
  orchestrator_under_test root;
  auto result = start(root, cascade_kind::wave);
  root.all_ready(0);
  root.mesh.run_until([&] { return result->has_value(); }, 1min);
  REQUIRE(result->has_value());
  const auto& done = **result;
  CHECK(done.failed_at_sector);
  CHECK(done.total_ms == Approx(200));
  REQUIRE(done.phases.size() == 1);
  CHECK(done.phases[0].reached == 1);
  CHECK(done.phases[0].expected == 2);
  CHECK_FALSE(done.phases[0].passed);
  CHECK(done.phases[0].unreached == std::vector<scope>{sector_id{1}});
  CHECK_FALSE(done.total.success());
  const auto& s = done.total.summary; // everybody was meant, and nobody was sent to
  CHECK(s.targets == 20);
  CHECK(s.refused == 20);
  CHECK_FALSE(done.total.ready_rate());
  REQUIRE(s.exceptions.size() == 2);
  for (const auto& group : s.exceptions) {
    CHECK(group.count == 10);
    auto of_s01 = group.reason == errc::sector_unreachable;
    CHECK((of_s01 || group.reason == errc::failed_at_sector));
    for (auto agent : group.agents)
      CHECK((agent.sector == 1) == of_s01);
  }
  CHECK(root.orders(0).size() == 1); // nobody below was told
  CHECK_FALSE(cascade_p95(root));    // and it is no quick cascade
  root.all_ready(1);                 // too late
  CHECK(root.orders(0).size() == 1);
}

TEST_CASE("C1 a wave goes on when 98 of 100 sectors were reached, not with 97") {
  auto silent = GENERATE(2U, 3U);
  config cfg;
  cfg.topology = topology_config::of(100, 1, 1);
  orchestrator_under_test root(cfg);
  auto result = start(root, cascade_kind::wave);
  for (std::size_t s = silent; s < 100; ++s)
    root.all_ready(s);
  root.mesh.advance(200ms);
  CHECK(result->has_value() == (silent == 3));
  CHECK(root.orders(99).size() == (silent == 3 ? 1 : 2));
}

TEST_CASE("C1 a lead that does not confirm does not stop a wave, and is counted") {
  orchestrator_under_test root;
  auto result = start(root, cascade_kind::wave);
  everybody_answers(root);
  root.all_ready(0);
  auto half = root.part_of(1);
  half.clusters = 1;
  root.report(half);
  everybody_answers(root);
  REQUIRE(result->has_value());
  CHECK((*result)->phases.at(1).reached == 3);
  CHECK((*result)->phases.at(1).expected == 4);
}

TEST_CASE("C2 a parallel cascade goes to all at once") {
  orchestrator_under_test root;
  auto result = start(root, cascade_kind::parallel);
  CHECK(depth(root) == reach::agents);
  CHECK(window_ms(root) == 1'000);
  CHECK(root.newest_message(0).payload == "to all");
  everybody_answers(root);
  REQUIRE(result->has_value());
  REQUIRE((*result)->phases.size() == 1);
  CHECK((*result)->phases[0].passed);
  CHECK((*result)->total.minimum == 0.90);
  CHECK((*result)->total.success());
}

TEST_CASE("C2 a parallel cascade with too few READY says so") {
  orchestrator_under_test root;
  auto result = start(root, cascade_kind::parallel);
  root.all_ready(0);
  root.all_except(1, exception_kind::straggler, errc::timeout);
  CHECK_FALSE((*result)->phases.at(0).passed);
  CHECK_FALSE((*result)->total.success());
  CHECK((*result)->total.recommendation() == "retry_with_larger_window");
}

TEST_CASE("C3 priority first asks the classes in turn, and a shortfall does not stop it") {
  using enum mesh::agent_class;
  orchestrator_under_test root;
  auto result = start(root, cascade_kind::priority_first);
  std::vector<agent_class> asked;
  while (!result->has_value()) {
    REQUIRE(asked.size() < 6);
    auto cls = root.orders(0).back().cls;
    REQUIRE(cls);
    asked.push_back(*cls);
    if (*cls == c_persistent)
      root.all_except(0, exception_kind::straggler, errc::timeout);
    else
      root.all_ready(0);
    root.all_ready(1);
  }
  CHECK(asked == std::vector{d_gpu, c_persistent, b_serverless, a_edge, e_local, f_human});
  const auto& done = **result;
  REQUIRE(done.phases.size() == 6);
  CHECK(done.phases[0].phase.name == "D_GPU");
  CHECK_FALSE(done.phases[1].passed);
  for (std::size_t i : {0U, 2U, 3U, 4U, 5U})
    CHECK(done.phases[i].passed);
  CHECK(done.total.summary.targets == 20); // everyone once
  CHECK(done.total.summary.accounted() == 20);
  CHECK(done.total.summary.sectors == 2); // not once for each phase
}

TEST_CASE("C3 a class with nobody in it is no phase") {
  auto cfg = small_config();
  cfg.classes[static_cast<std::size_t>(agent_class::d_gpu)].share = 0;
  cfg.classes[static_cast<std::size_t>(agent_class::f_human)].share = 0;
  orchestrator_under_test root(cfg);
  auto result = start(root, cascade_kind::priority_first);
  for (int phases = 0; !result->has_value(); ++phases) {
    REQUIRE(phases < 6);
    everybody_answers(root);
  }
  CHECK((*result)->phases.size() == 4);
  CHECK((*result)->total.failure.code == errc::none);
}

TEST_CASE("a cancelled cascade ends with the phase that it was in") {
  orchestrator_under_test root;
  auto kind = GENERATE(cascade_kind::wave, cascade_kind::priority_first);
  auto result = start(root, kind);
  root.all_ready(0);
  root.mesh.tell(root.handle, cancel_request{5});
  CHECK(root.sectors[1].count<cancel_gather>() == 1);
  root.report(root.part_of(1));
  REQUIRE(result->has_value());
  CHECK((*result)->total.cancelled);
  CHECK((*result)->phases.size() == 1);
  CHECK_FALSE(cascade_p95(root));
}

TEST_CASE("O1 the report says how long ago the last cascade was") {
  orchestrator_under_test root;
  start(root, cascade_kind::parallel);
  everybody_answers(root);
  root.mesh.advance(90s);
  CHECK(root.answer_to<orchestrator_report>(report_request{}).since_last_cascade_s
        == Approx(90));
}
