// What prediction buys: the mesh learns how long each agent takes, and then
// all are READY at the same moment (chapter S), also after the world changed.
#include <algorithm>
#include <cmath>

#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr int enough_rounds = 12;

double hit_rate(const scatter_result& result, std::uint32_t routable) {
  return double(result.summary.ready) / routable;
}

double spread_ms(const scatter_result& result) {
  const auto& ready = result.summary.ready_offset;
  return ready.quantile(0.99) - ready.quantile(0.01);
}

scatter_result gather(local_mesh& mesh, scope where = {}) {
  scatter_request request;
  request.where = where;
  return mesh.scatter(request);
}

scatter_result gather_unscheduled(local_mesh& mesh) {
  scatter_request request;
  request.scheduled = false;
  request.window_ms = 5'000;
  return mesh.scatter(request);
}

/// All of it takes three times as long from now on. How many of it are no people.
std::uint32_t slow_down(const local_mesh& mesh, sector_id sector) {
  std::uint32_t routable = 0;
  behaviour_change slower;
  slower.latency_factor = 3;
  slower.processing_factor = 3;
  for (int i = 0; i < mesh.who().agents(); ++i)
    if (auto id = mesh.who().start().id_of(i); id.sector == sector.sector) {
      mesh.world()->change(id, slower);
      routable += mesh.who().identity(id).cls != agent_class::f_human ? 1 : 0;
    }
  return routable;
}

/// The p95 error of somebody who knows each agent's true distribution, and
/// always predicts its median.
double oracle_error_p95_ms(const local_mesh& mesh, std::uint64_t seed) {
  constexpr int draws = 201;
  random_source random(seed + 1'000);
  std::vector<double> errors;
  for (int i = 0; i < mesh.who().agents(); ++i) {
    if (mesh.who().identity(mesh.who().start().id_of(i)).cls == agent_class::f_human)
      continue;
    auto me = mesh.world()->of(mesh.who().start().id_of(i));
    std::vector<double> ready;
    for (int d = 0; d < draws; ++d)
      ready.push_back(draw_delay_ms(me.latency_ms / 2, me.jitter, me.heavy_tail, random)
                      + draw_delay_ms(me.processing_ms, me.jitter, me.heavy_tail, random));
    auto middle = ready.begin() + draws / 2;
    std::nth_element(ready.begin(), middle, ready.end());
    for (auto at : ready)
      errors.push_back(std::abs(at - *middle));
  }
  auto p95 = errors.begin() + static_cast<std::ptrdiff_t>(0.95 * double(errors.size()));
  std::nth_element(errors.begin(), p95, errors.end());
  return *p95;
}

} // namespace

TEST_CASE("KPI after learning, 99 of 100 agents are READY inside the window", "[sim]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(1); ++seed) {
    CAPTURE(seed);
    auto mesh = in_virtual_time(sized(10, 5, 30, 0.10, seed));
    auto routable = count_without_people(*mesh);
    learn(*mesh, enough_rounds);
    auto result = gather(*mesh);
    CHECK(hit_rate(result, routable) >= 0.99);
    CHECK(result.success());
    CHECK(result.summary.accounted() == result.summary.targets);
  }
}

TEST_CASE("KPI with 2 % jitter the mesh predicts within 10 ms and gathers ten times closer",
          "[sim]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(1); ++seed) {
    CAPTURE(seed);
    auto mesh = in_virtual_time(sized(10, 5, 30, 0.02, seed));
    auto first = gather(*mesh);
    learn(*mesh, enough_rounds);
    auto learned = gather(*mesh);
    CHECK(learned.summary.prediction_error.share_at_most(10) >= 0.95);
    CHECK(learned.summary.prediction_error.quantile(0.95)
          < first.summary.prediction_error.quantile(0.95) / 2);
    auto unscheduled = gather_unscheduled(*mesh);
    CHECK(spread_ms(learned) <= spread_ms(unscheduled) / 10);
  }
}

TEST_CASE("KPI predictions are nearly as good as those of one who knows the truth", "[sim]") {
  auto tail = GENERATE(0.0, 0.05);
  for (auto seed = first_seed(); seed < first_seed() + seed_count(1); ++seed) {
    CAPTURE(tail, seed);
    auto cfg = sized(10, 5, 30, 0.10, seed);
    cfg.simulation.heavy_tail = tail;
    auto mesh = in_virtual_time(cfg);
    learn(*mesh, 40);
    sketch errors; // of several gathers, as one alone is a matter of luck
    for (int i = 0; i < 5; ++i) {
      errors.merge(gather(*mesh).summary.prediction_error);
      mesh->wait(5s);
    }
    CHECK(errors.quantile(0.95) <= 1.2 * oracle_error_p95_ms(*mesh, seed));
  }
}

TEST_CASE("Z1 an agent whose class is wrong about it is learned within a few rounds", "[sim]") {
  auto mesh = in_virtual_time(sized(2, 2, 30, 0.02));
  behaviour_change slow;
  slow.latency_ms = 300; // an edge function on the other side of the world
  slow.processing_ms = 120;
  agent_id odd;
  for (int i = 0; mesh->who().identity(odd).cls != agent_class::a_edge; ++i)
    odd = mesh->who().start().id_of(i);
  mesh->world()->change(odd, slow);
  auto before = gather(*mesh, odd).summary.prediction_error.quantile(1);
  CHECK(before > 200);
  learn(*mesh, 4);
  CHECK(gather(*mesh, odd).summary.prediction_error.quantile(1) < 30);
  auto last_error = mesh->report().kpi;
  auto shown = std::find_if(last_error.begin(), last_error.end(), [](const kpi_row& row) {
    return row.name == "prediction_error_p95_last";
  });
  REQUIRE(shown != last_error.end());
  CHECK(shown->value < 30);
}

TEST_CASE("a sector three times slower is hit again within five gathers", "[sim]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(1); ++seed) {
    CAPTURE(seed);
    auto mesh = in_virtual_time(sized(5, 5, 30, 0.10, seed));
    auto routable = count_without_people(*mesh);
    learn(*mesh, enough_rounds);
    REQUIRE(hit_rate(gather(*mesh), routable) >= 0.99);

    const auto routable_there = slow_down(*mesh, sector_id{2});
    auto shaken = gather(*mesh);
    CHECK(hit_rate(shaken, routable) < 0.99); // or there was nothing to learn
    for (int i = 0; i < 4; ++i)
      gather(*mesh);
    CHECK(hit_rate(gather(*mesh), routable) > 0.99);
    CHECK(hit_rate(gather(*mesh, sector_id{2}), routable_there) > 0.99);
  }
}

// Nothing but gathers, one after the other: heartbeats are too rare to tell of the links.
TEST_CASE("Z5 a link that got slow is learned from the work that it made late", "[sim]") {
  auto mesh = in_virtual_time(sized(5, 5, 30, 0.10, 28));
  auto routable = count_without_people(*mesh);
  learn(*mesh, enough_rounds);
  slow_down(*mesh, sector_id{2});
  for (int i = 0; i < 3; ++i)
    gather(*mesh);
  CHECK(hit_rate(gather(*mesh), routable) >= 0.998);
}
