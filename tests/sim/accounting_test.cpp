// G2: whatever happens, each target ends as exactly one thing.
#include "actors/work/random.hpp"
#include "tests/sim/trace.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

template <class T>
T one_of(random_source& random, std::initializer_list<T> values) {
  return values.begin()[random.below(values.size())];
}

/// A small mesh with narrow bounds, in a world that does not mean well.
config hostile(random_source& random, std::uint64_t seed) {
  auto cfg =
      sized(static_cast<int>(1 + random.below(3)), static_cast<int>(1 + random.below(4)),
            static_cast<int>(1 + random.below(30)), one_of(random, {0.0, 0.1, 0.5}), seed);
  cfg.simulation.heavy_tail = one_of(random, {0.0, 0.3});
  cfg.simulation.conflict_rate = one_of(random, {0.0, 0.1, 1.0});
  cfg.simulation.delay_factor = one_of(random, {0.0, 1.0, 5.0});
  cfg.limits.agent_queue = one_of(random, {1, 2, 64});
  cfg.limits.remembered_messages = one_of(random, {1, 32});
  cfg.coordination.max_horizon_ms = one_of(random, {10.0, 300.0, 3'000.0});
  cfg.coordination.message_ttl_ms = cfg.coordination.max_horizon_ms;
  return cfg;
}

scatter_request some_request(random_source& random) {
  scatter_request request;
  request.scheduled = random.below(3) > 0;
  request.what.payload_weight = one_of(random, {0.0, 0.0, 3.0});
  request.what.urgency = static_cast<priority>(random.below(4));
  request.what.what = random.below(5) == 0 ? verb::record : verb::act;
  request.window_ms = one_of(random, {0.1, 20.0, 500.0, 5'000.0});
  if (random.below(3) == 0)
    request.horizon_ms = one_of(random, {0.0, 50.0, 1'000.0});
  if (random.below(4) == 0)
    request.sample = static_cast<int>(1 + random.below(40));
  if (random.below(4) == 0)
    request.cls = all_classes[random.below(all_classes.size())];
  if (random.below(4) == 0)
    request.what.capabilities = {
        one_of<std::string>(random, {"observe", "fetch", "transform"})};
  return request;
}

std::uint32_t in_groups(const gather_summary& s) {
  std::uint32_t count = 0;
  for (const auto& group : s.exceptions)
    count += group.count;
  return count;
}

void check_accounted(const gather_summary& s) {
  CHECK(s.accounted() == s.targets);
  CHECK(s.sent <= s.targets);
  CHECK(in_groups(s) == s.targets - s.ready); // and each exception has a name
  for (const auto& group : s.exceptions)
    CHECK(group.agents.size() == group.count);
  CHECK(s.ready_offset.count() == s.ready);
  CHECK(s.prediction_error.count() == s.ready + s.conflict);
}

} // namespace

TEST_CASE("G2 every target is accounted for, whatever the world does", "[sim]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(25); ++seed) {
    random_source random(seed);
    auto mesh = in_virtual_time(hostile(random, seed));
    for (int i = 0; i < 12; ++i) {
      auto result = mesh->scatter(some_request(random));
      CAPTURE(seed, i, trace(result));
      check_accounted(result.summary);
      if (result.failure.code != errc::none)
        CHECK(result.failure.code == errc::no_capable_agent);
      if (random.below(3) == 0)
        mesh->wait(from_ms(one_of(random, {1.0, 100.0, 60'000.0})));
    }
    cascade_request all;
    all.kind = one_of(
        random, {cascade_kind::wave, cascade_kind::parallel, cascade_kind::priority_first});
    auto cascaded = mesh->cascade(all);
    CAPTURE(seed, trace(cascaded));
    check_accounted(cascaded.total.summary);
    CHECK(cascaded.total.summary.targets == static_cast<unsigned>(mesh->who().agents()));
  }
}

TEST_CASE("G2 conflicts are counted, named and no failure of the gather's machinery", "[sim]") {
  auto cfg = sized(2, 3, 30);
  cfg.simulation.conflict_rate = 1;
  auto mesh = in_virtual_time(cfg);
  auto result = mesh->scatter({});
  check_accounted(result.summary);
  CHECK(result.summary.conflict == result.summary.sent);
  CHECK(result.decision.decision == quorum_decision::resolve_conflicts);
  CHECK(mesh->report().conflicts_last_hour == result.summary.conflict);
}

TEST_CASE("agents whose queue is full refuse by name, and nothing is lost", "[sim]") {
  auto cfg = sized(1, 2, 30);
  cfg.limits.agent_queue = 1;
  auto mesh = in_virtual_time(cfg);
  scatter_request hurried;
  hurried.scheduled = false;
  hurried.horizon_ms = 0;
  hurried.window_ms = 1; // nobody is done by then
  for (int i = 0; i < 200; ++i)
    check_accounted(mesh->scatter(hurried).summary);
  for (int i = 0; i < 200; ++i) { // whose callers wait, so that queues fill up
    delegate_request task;
    task.agent =
        agent_id{0, static_cast<std::uint8_t>(i % 2), static_cast<std::uint8_t>(i % 30)};
    mesh->delegate_meanwhile(task);
  }
  hurried.window_ms = 5'000;
  auto crowded = mesh->scatter(hurried);
  check_accounted(crowded.summary);
  CHECK(crowded.summary.refused > 0);
  for (const auto& group : crowded.summary.exceptions)
    if (group.kind == exception_kind::refused)
      CHECK(group.reason == errc::queue_full);
  mesh->wait(10min);
  auto later = mesh->scatter({});
  CHECK(later.summary.refused == 0);
  CHECK(later.success());
}

TEST_CASE("M3 in a hurry messages expire at agents, are named, and never executed late",
          "[sim]") {
  auto cfg = sized(1, 2, 30);
  cfg.coordination.max_horizon_ms = cfg.coordination.message_ttl_ms = 20;
  auto late_starts = std::make_shared<int>(0);
  struct slow : work {
    explicit slow(std::shared_ptr<int> late) : late_(std::move(late)) {}
    std::optional<planned_result> start(const job& what,
                                        const std::function<work_done()>&) override {
      *late_ += what.time_left < duration::zero() ? 1 : 0;
      return planned_result{work_result::ready(""), 30ms};
    }
    std::shared_ptr<int> late_;
  };
  auto mesh = in_virtual_time(cfg, {{{}, {}, [=](const agent_identity&) {
                                       return std::make_shared<slow>(late_starts);
                                     }}});
  scatter_request hurried;
  hurried.scheduled = false;
  hurried.horizon_ms = 0;
  hurried.window_ms = 20;
  std::uint32_t cut_off = 0;
  for (int i = 0; i < 10; ++i) {
    auto s = mesh->scatter(hurried).summary;
    check_accounted(s);
    cut_off += s.straggler + s.expired;
  }
  mesh->wait(1min);
  CHECK(cut_off > 0);
  CHECK(*late_starts == 0);
}
