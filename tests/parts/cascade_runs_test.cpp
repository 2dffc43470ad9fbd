#include "actors/parts/cascade_runs.hpp"

#include "tests/parts/scripted_scatters.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct cascades {
  void start(cascade_kind kind) {
    cascade_request request;
    request.kind = kind;
    runs.start(request, [this](cascade_result r) { results.push_back(std::move(r)); });
  }
  void reached(std::uint32_t sectors, std::uint32_t clusters, std::uint32_t agents) {
    scatter_result r;
    r.summary.sectors = sectors;
    r.summary.clusters = clusters;
    r.summary.targets = r.summary.sent = r.summary.ready = agents;
    below.answer(std::move(r));
  }
  scripted_scatters below;
  std::vector<double> completed;
  cascade_runs runs{below.context(), [this](const cascade_result& r) {
                      completed.push_back(r.total_ms);
                    }};
  std::vector<cascade_result> results;
};

} // namespace

TEST_CASE("C1 a wave runs a phase after the other, and is heard of once it is complete") {
  cascades c;
  c.start(cascade_kind::wave);
  CHECK(c.below.depths == std::vector{reach::sectors});
  c.reached(2, 0, 0);
  c.reached(2, 4, 0);
  CHECK(c.below.depths == std::vector{reach::sectors, reach::leads, reach::agents});
  CHECK(c.results.empty());
  c.below.now += 9ms;
  c.reached(2, 4, 20);
  REQUIRE(c.results.size() == 1);
  CHECK(c.results[0].phases.size() == 3);
  CHECK(c.results[0].total.summary.ready == 20);
  CHECK(c.results[0].total.summary.sectors == 2); // the same ones in each phase
  CHECK(c.completed == std::vector{9.0});
}

TEST_CASE("C1 a wave that too few sectors confirm ends, and counts everybody as not reached") {
  cascades c;
  c.start(cascade_kind::wave);
  c.reached(0, 0, 0);
  CHECK(c.below.asked.size() == 1);
  REQUIRE(c.results.size() == 1);
  CHECK(c.results[0].failed_at_sector);
  CHECK(c.results[0].total.summary.targets == 20);
  CHECK(c.results[0].total.summary.refused == 20);
  CHECK(c.completed.empty()); // it is no quick cascade
}

TEST_CASE(
    "C3 by priority one class is asked after the other, and a class of nobody is no phase") {
  scripted_scatters below;
  cascades c;
  c.start(cascade_kind::priority_first);
  std::size_t classes = 0;
  for (auto cls : {agent_class::a_edge, agent_class::b_serverless, agent_class::c_persistent,
                   agent_class::d_gpu, agent_class::e_local, agent_class::f_human})
    classes += below.cfg.of(cls).share > 0 ? 1 : 0;
  for (std::size_t asked = 1; asked <= classes; ++asked) {
    REQUIRE(c.below.asked.size() == asked);
    CHECK(c.below.asked.back().cls);
    c.reached(2, 4, 3);
  }
  REQUIRE(c.results.size() == 1);
  CHECK(c.results[0].total.summary.ready == 3 * classes);
}

TEST_CASE("a cascade that cannot be carried out sends nothing") {
  cascades c;
  c.below.wrong = {errc::payload_too_large, "too large"};
  c.start(cascade_kind::wave);
  c.below.wrong = {};
  c.below.publish([](agent_row& row) { row.frozen = true; });
  c.start(cascade_kind::parallel);
  CHECK(c.below.asked.empty());
  REQUIRE(c.results.size() == 2);
  CHECK(c.results[0].total.failure.code == errc::payload_too_large);
  CHECK(c.results[1].total.failure.code == errc::frozen);
}
