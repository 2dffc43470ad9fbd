// Real agents in a whole mesh: work of 10 ms to 10 min, work that never ends, and
// links of any length. Slow is not sick, and stuck is seen.
#include <algorithm>
#include <optional>

#include "actors/work/work.hpp"
#include "supervisors/degradation.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// A program that takes so long; with no time, one that never ends. It is ended when
/// its message expires, as a program is.
class program : public work {
public:
  explicit program(std::optional<duration> takes) : takes_(takes) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    if (!takes_ || *takes_ > what.time_left)
      return std::nullopt;
    return planned_result{work_result::ready("ok"), *takes_};
  }
  [[nodiscard]] bool cancels() const override { return cancels_; }

  bool cancels_ = true;

private:
  std::optional<duration> takes_;
};

work_override programs(scope where, std::optional<duration> takes) {
  return {where, {"own"}, [takes](const agent_identity&) {
            return std::make_shared<program>(takes);
          }};
}

delegate_request for_own(double timeout_ms) {
  delegate_request request;
  request.what.capabilities = {"own"};
  request.timeout_ms = timeout_ms;
  return request;
}

agent_row row_of(const local_mesh& mesh, agent_id id) {
  auto reader = mesh.agents().read();
  const auto* row = reader.find(id);
  REQUIRE(row != nullptr);
  return *row;
}

config without_people(int sectors, int clusters, int agents) {
  auto cfg = sized(sectors, clusters, agents);
  for (auto& cls : cfg.classes)
    cls.share = 0;
  cfg.classes[static_cast<std::size_t>(agent_class::a_edge)].share = 1;
  return cfg;
}

} // namespace

TEST_CASE("Z6 Z8 an agent is used again and again, however long its work takes", "[sim]") {
  auto takes = GENERATE(10ms, 1'200ms, 2'000ms, 30'000ms, 600'000ms);
  auto agents = GENERATE(1, 100);
  CAPTURE(takes.count(), agents);
  auto cfg = agents == 1 ? without_people(1, 1, 3) : without_people(2, 2, 25);
  scope where = agents == 1 ? scope(agent_id{0, 0, 0}) : scope();
  auto mesh = in_virtual_time(cfg, {programs(where, takes)});
  for (int i = 0; i < 8; ++i) {
    CAPTURE(i);
    auto result = mesh->delegate(for_own(3'000'000));
    CHECK(result.failure.code == errc::none);
    CHECK(result.value == "ok");
    mesh->wait(10s);
    auto all = summarise(mesh->agents());
    CHECK(all.active == all.agents); // D1: health, not speed
    CHECK(all.degraded == 0);
    CHECK(mode_of(all.active_rate(), mesh->cfg().degradation) == degradation_mode::full);
  }
  CHECK(mesh->events().count(failure_class::impedance_spike) == 0);
  CHECK(mesh->events().count(failure_class::agent_crash) == 0);
}

TEST_CASE("Z6 Z8 an agent that became slow is degraded, said to be, and used all the same",
          "[sim]") {
  auto mesh = in_virtual_time(without_people(1, 1, 3));
  learn(*mesh, 12);
  behaviour_change slower;
  slower.processing_factor = 20;
  for (std::uint8_t slot = 0; slot < 3; ++slot)
    mesh->world()->change({0, 0, slot}, slower);
  learn(*mesh, 4);
  CHECK(row_of(*mesh, {0, 0, 1}).state == agent_state::degraded);
  CHECK(row_of(*mesh, {0, 0, 1}).flags.spike);
  auto all = summarise(mesh->agents());
  CHECK(all.degraded == 3);
  CHECK(all.active == 3);
  CHECK(mesh->delegate({}).failure.code == errc::none);
  CHECK(mesh->events().count(failure_class::impedance_spike) == 3);
  for (int i = 0; i < 60; ++i) { // hours later that is how they are
    mesh->wait(3min);
    mesh->scatter({});
  }
  CHECK(row_of(*mesh, {0, 0, 1}).state == agent_state::active);
}

TEST_CASE("S3 gathers leave out agents that cannot make T, once that is known", "[sim]") {
  auto takes = GENERATE(as<std::optional<duration>>{}, 10s, 600s, std::nullopt);
  auto mesh = in_virtual_time(without_people(1, 1, 10), {programs(agent_id{0, 0, 3}, takes)});
  auto first = mesh->scatter({});
  CHECK(first.summary.straggler == 1); // nobody could know
  // M3: its work is stopped when nobody waits any more, so that each gather shows
  // only that it takes longer than it had.
  for (int i = 0; i < 40; ++i) {
    mesh->scatter({});
    mesh->wait(5s);
  }
  for (int i = 0; i < 5; ++i) {
    auto result = mesh->scatter({});
    CHECK(result.summary.straggler == 0);
    CHECK(result.summary.skipped == 1);
    CHECK(result.success());
    mesh->wait(5s);
  }
  cascade_request request;
  auto cascade = mesh->cascade(request);
  CHECK(cascade.total.summary.skipped == 1);
  CHECK(cascade.total.summary.straggler == 0);
}

TEST_CASE("S3 gathers leave out agents whose answer cannot be back in time", "[sim]") {
  auto latency_ms = GENERATE(2'000.0, 4'000.0, 5'500.0, 8'000.0);
  CAPTURE(latency_ms);
  auto mesh = in_virtual_time(without_people(1, 1, 10));
  behaviour_change far;
  far.latency_ms = latency_ms;
  mesh->world()->change({0, 0, 3}, far);
  mesh->wait(60s);
  for (int i = 0; i < 5; ++i) {
    auto result = mesh->scatter({});
    CHECK(result.summary.straggler == 0);
    CHECK(result.summary.ready + result.summary.skipped == 10);
    mesh->wait(5s);
  }
}

TEST_CASE("S3 what an agent declared is believed before it was measured", "[sim]") {
  auto cfg = without_people(1, 1, 10);
  agent_override_config slow;
  slow.where = agent_id{0, 0, 3};
  slow.processing_ms = 60'000;
  cfg.agents = {slow};
  auto mesh = in_virtual_time(cfg, {programs(sector_id{0}, 60s)});
  auto first = mesh->scatter({});
  CHECK(first.summary.straggler == 9); // the others did not say so
  CHECK(first.summary.skipped == 1);
}

TEST_CASE("O3 a sample is taken among those that can answer in time", "[sim]") {
  auto mesh = in_virtual_time(without_people(1, 1, 20), {programs(agent_id{0, 0, 3}, 10min),
                                                         programs(agent_id{0, 0, 4}, 10s)});
  scatter_request request;
  request.scheduled = false;
  request.horizon_ms = 0;
  request.window_ms = 5'500;
  mesh->scatter(request); // M3: in which both are stopped, and known to take longer
  mesh->wait(60s);
  request.window_ms = 5'000;
  request.sample = 18;
  CHECK(mesh->scatter(request).summary.ready == 18);
  mesh->wait(60s);
  request.sample = 20; // all that there are
  CHECK(mesh->scatter(request).summary.targets == 20);
}

TEST_CASE("F3 work that never ends is seen, and others are chosen after one loss", "[sim]") {
  auto mesh = in_virtual_time(without_people(1, 1, 10),
                              {programs(agent_id{0, 0, 0}, std::nullopt),
                               programs(cluster_id{0, 0}, 10ms)}); // the first one counts
  std::uint32_t lost = 0;
  for (int i = 0; i < 40; ++i) {
    auto result = mesh->delegate(for_own(3'000));
    lost += result.failure.code == errc::none ? 0 : 1;
  }
  CHECK(lost <= 1);
}

TEST_CASE("F3 Z2 work that never ends is said once, and counts against reliability", "[sim]") {
  const agent_id stuck{0, 0, 0};
  auto mesh = in_virtual_time(without_people(1, 1, 5), {programs(stuck, std::nullopt)});
  auto request = for_own(20'000);
  request.agent = stuck;
  CHECK(mesh->delegate(request).failure.code == errc::timeout);
  CHECK(mesh->events().count(failure_class::stuck_work) == 1);
  CHECK(row_of(*mesh, stuck).reliability < 1);
}

TEST_CASE("F3 work that is stuck by the agent's own times is cancelled, and the agent replaced",
          "[sim]") {
  // Five pieces of 10 ms, then one that never ends.
  struct then_stuck : work {
    std::optional<planned_result> start(const job&,
                                        const std::function<work_done()>&) override {
      if (pieces++ < 5)
        return planned_result{work_result::ready("ok"), 10ms};
      return std::nullopt;
    }
    [[nodiscard]] bool cancels() const override { return can; }
    int pieces = 0;
    bool can = true;
  };
  auto can = GENERATE(true, false);
  CAPTURE(can);
  const agent_id only{0, 0, 0};
  auto mesh =
      in_virtual_time(without_people(1, 1, 2), {{only, {"own"}, [can](const agent_identity&) {
                                                   auto made = std::make_shared<then_stuck>();
                                                   made->can = can;
                                                   return made;
                                                 }}});
  for (int i = 0; i < 5; ++i)
    CHECK(mesh->delegate(for_own(1'000)).value == "ok");
  auto result = mesh->delegate(for_own(600'000));
  REQUIRE(result.attempts.size() == 1);
  CHECK(result.attempts[0].reason == errc::work_stuck);
  CHECK(result.took_ms < 70'000); // x 20 of what is usual, and 60 s at least
  mesh->wait(1s);
  CHECK(mesh->counters().agents_replaced == (can ? 0 : 1));
  CHECK(mesh->events().count(failure_class::stuck_work) == 1);
}

TEST_CASE("Z5 every latency is learned or named, at any heartbeat period", "[sim]") {
  auto latency = GENERATE(1ms, 13ms, 3'000ms, 4'000ms, 6'000ms, 8'000ms, 12'000ms, 20'000ms,
                          29'000ms, 300'000ms, 3'600'000ms);
  auto period_ms = GENERATE(500.0, 5'000.0, 20'000.0);
  CAPTURE(latency.count(), period_ms);
  auto cfg = without_people(1, 1, 5);
  cfg.impedance.heartbeat_period_ms = period_ms;
  cfg.impedance.heard_within_ms = std::max(period_ms, cfg.impedance.heard_within_ms);
  auto mesh = in_virtual_time(cfg);
  mesh->scatter({});
  mesh->wait(60s);
  behaviour_change far;
  far.latency_ms = to_ms(latency);
  for (std::uint8_t slot = 0; slot < 5; ++slot)
    mesh->world()->change({0, 0, slot}, far);
  mesh->wait(20min);
  for (std::uint8_t slot = 0; slot < 5; ++slot) {
    auto row = row_of(*mesh, {0, 0, slot});
    auto learned = row.latency_ms == Approx(to_ms(latency)).epsilon(0.25);
    auto named = row.state == agent_state::offline
                 && mesh->events().count(failure_class::agent_crash) > 0;
    INFO("a row of " << row.latency_ms << " ms, " << to_string(row.state));
    CHECK((learned || named));
    CHECK((learned || latency > 30s));
  }
}

TEST_CASE("Z5 B2 links that became slow leave no breaker open and no work undone", "[sim]") {
  auto latency = GENERATE(8s, 12s, 20s, 60s, 600s);
  CAPTURE(latency.count());
  auto mesh = in_virtual_time(without_people(1, 1, 20));
  mesh->scatter({});
  behaviour_change far;
  far.latency_ms = to_ms(duration(latency));
  for (std::uint8_t slot = 0; slot < 20; ++slot)
    mesh->world()->change({0, 0, slot}, far);
  scatter_request patient;
  patient.horizon_ms = 2 * to_ms(duration(latency));
  patient.window_ms = 2 * to_ms(duration(latency));
  mesh->wait(20min);
  mesh->scatter(patient); // some may be missed: it is not known yet how far they are
  for (int i = 0; i < 20; ++i)
    mesh->wait(10min);
  for (const auto& c : mesh->report().circuits)
    FAIL("the breaker of " << to_string(c.where) << " is open: " << c.reason);
  auto again = mesh->scatter(patient);
  CHECK(again.summary.ready == 20);
  delegate_request long_enough;
  long_enough.timeout_ms = 4 * to_ms(duration(latency));
  CHECK(mesh->delegate(long_enough).failure.code == errc::none);
}
