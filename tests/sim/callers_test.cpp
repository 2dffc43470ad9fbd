// M3, M4: whatever fails, a caller is told the truth about what he asked for. No
// work takes effect after its caller was told that it would not, and no result
// is READY without the value that the work gave.
#include <functional>
#include <optional>

#include "actors/work/random.hpp"
#include "tests/sim/timed_work.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// What all agents of a mesh do, and when: each piece of work takes its time at random.
struct stage : noted_work {
  stage() {
    takes = [this] {
      return from_ms(random.uniform(10, to_ms(longest)));
    };
  }
  random_source random{1};
  duration longest = 20s;
};

/// A mesh in which things happen while a caller waits, and callers may leave.
struct watched_mesh {
  explicit watched_mesh(config cfg, std::uint64_t seed = 1) {
    on->random = random_source(seed);
    mesh_options options;
    options.virtual_time = true;
    options.work.push_back({scope(), {}, [on = on](const agent_identity& who) {
                              return std::make_shared<timed_work>(on, who.id);
                            }});
    options.interrupted = [this] {
      // A freeze is waited for as well: what is due meanwhile happens after it
      events.happen([this] { return mesh ? mesh->now() : time_point::min(); });
      return mesh && leaves && mesh->now() >= *leaves;
    };
    mesh = std::make_unique<local_mesh>(std::move(cfg), std::move(options));
    on->now = [this] {
      return mesh->now();
    };
  }
  ~watched_mesh() {
    on->now = [end = mesh->now()] {
      return end;
    };
  }
  void later(duration after, std::function<void()> what) {
    events.at(mesh->now() + after, std::move(what));
  }
  void crash(const scope& where) { mesh->inject_meanwhile({fault_kind::crash, {where}}); }
  void hang(const scope& where) { mesh->inject_meanwhile({fault_kind::hang, {where}}); }

  delegate_result delegate(const std::string& payload, std::optional<agent_id> whom,
                           double timeout_ms, bool go_on = false) {
    delegate_request request;
    request.what.payload = payload;
    request.what.goes_on = go_on;
    request.agent = whom;
    request.timeout_ms = timeout_ms;
    auto result = mesh->delegate(request);
    note(on->seen, payload, result, mesh->now());
    return result;
  }
  scatter_result gather(const std::string& payload, const scope& where, double window_ms) {
    scatter_request request;
    request.what.payload = payload;
    request.where = where;
    request.scheduled = false;
    request.horizon_ms = 0;
    request.window_ms = window_ms;
    request.redundant = false;
    auto result = mesh->scatter(request);
    auto moment = mesh->now();
    auto& seen = on->seen;
    if (result.failure.code != errc::none && result.failure.code != errc::unknown)
      seen.refused.push_back(payload);
    for (const auto& group : result.summary.exceptions)
      for (auto agent : group.agents)
        if (group.kind != exception_kind::conflict)
          seen.answers.push_back({payload,
                                  agent,
                                  moment,
                                  fate_of(group.kind, group.reason),
                                  {},
                                  to_string(error{group.reason, group.detail})});
    for (const auto& group : result.summary.answers)
      for (auto agent : group.agents)
        seen.answers.push_back({payload, agent, moment, {}, group.value});
    return result;
  }
  /// Until nothing is open any more.
  void settle() {
    leaves.reset();
    mesh->thaw({});
    mesh->wait(150s);
    mesh->heal({});
    mesh->wait(60s);
  }

  std::shared_ptr<stage> on = std::make_shared<stage>();
  happenings events;
  std::optional<time_point> leaves; // the caller
  std::unique_ptr<local_mesh> mesh;
};

config small_mesh() {
  auto cfg = sized(2, 2, 4);
  cfg.impedance.heartbeat_period_ms = 1'000;
  cfg.impedance.summary_period_ms = 1'000;
  cfg.impedance.offline_after_ms = 6'000;
  return cfg;
}

constexpr agent_id somebody{1, 0, 3};

} // namespace

TEST_CASE("M3 a task that waited behind another one is not begun after its caller's timeout",
          "[sim]") {
  watched_mesh in(small_mesh());
  in.on->longest = 10ms;
  in.on->random = random_source(3);
  in.delegate("warm", somebody, 60'000);
  in.on->longest = 6s;
  auto first = in.delegate("first", somebody, 1);
  auto second = in.delegate("second", somebody, 1);
  CHECK(first.failure.code == errc::timeout);
  CHECK(first.fate == work_fate::cancelled);
  CHECK(second.failure.code == errc::timeout);
  in.mesh->wait(60s);
  CHECK(in.on->seen.lies() == std::vector<std::string>{});
  CHECK(in.delegate("third", somebody, 60'000).state == trinary::ready); // it is free again
}

TEST_CASE("M3 work that was asked to go on does so, and what waits behind it is not begun",
          "[sim]") {
  watched_mesh in(small_mesh());
  in.on->longest = 10s;
  auto first = in.delegate("first", somebody, 2, true);
  CHECK(first.failure.code == errc::timeout);
  CHECK(first.fate == work_fate::goes_on);
  auto second = in.delegate("second", somebody, 2, true);
  CHECK(second.fate == work_fate::never_begun);
  in.mesh->wait(60s);
  REQUIRE(in.on->seen.begun.size() == 1);
  CHECK(in.on->seen.begun[0]->takes_effect());
  CHECK(in.on->seen.lies() == std::vector<std::string>{});
}

TEST_CASE("M3 a caller that leaves takes his work with him", "[sim]") {
  watched_mesh in(small_mesh());
  in.on->longest = 30s;
  in.leaves = in.mesh->now() + 5ms;
  auto result = in.delegate("left", somebody, 100'000);
  CHECK(result.failure.code == errc::cancelled);
  CHECK(result.fate == work_fate::cancelled);
  in.settle();
  REQUIRE(in.on->seen.begun.size() == 1);
  CHECK_FALSE(in.on->seen.begun[0]->takes_effect());
}

TEST_CASE("M3 an orchestrator that is replaced: nobody knows, and what it had asked for ends",
          "[sim]") {
  watched_mesh in(small_mesh());
  in.on->longest = 30s;
  in.later(5ms, [&] { in.crash(scope()); });
  auto result = in.delegate("orphan", somebody, 100'000);
  CHECK(result.failure.code == errc::unknown);
  CHECK_FALSE(result.failure.remedy.empty());
  in.mesh->wait(100ms);
  REQUIRE(in.on->seen.begun.size() == 1);
  CHECK(in.on->seen.begun[0]->cut_off < in.mesh->now());
}

TEST_CASE("M4 a result outlives the lead or the coordinator that hangs while it is made",
          "[sim]") {
  auto who = GENERATE(scope(cluster_id{1, 0}), scope(sector_id{1}));
  CAPTURE(to_string(who));
  watched_mesh in(small_mesh());
  in.on->longest = 6s;
  in.later(1ms, [&] { in.hang(who); });
  auto result = in.delegate("job", somebody, 60'000);
  CHECK(result.failure.code == errc::none);
  CHECK(result.value == "done: job");
  CHECK(in.on->seen.begun.size() == 1); // it was not done twice
  CHECK(in.on->seen.lies() == std::vector<std::string>{});
}

TEST_CASE("M3 O6 a task that is frozen when its caller stops waiting is not done after thaw",
          "[sim]") {
  watched_mesh in(small_mesh());
  in.on->longest = 10s;
  auto crashed = GENERATE(false, true);
  in.later(1ms, [&] {
    in.mesh->freeze(sector_id{1});
    if (crashed)
      in.crash(sector_id{1}); // its leads and agents go with it, in the end
  });
  auto result = in.delegate("frozen", somebody, 3'000);
  CHECK((result.failure.code == errc::timeout || result.failure.code == errc::unknown));
  CHECK(result.took_ms < 8'000);
  in.settle();
  CHECK(in.on->seen.lies() == std::vector<std::string>{});
  CHECK(in.on->seen.begun.size() == 1); // before the freeze
}

TEST_CASE("M3 M4 callers that leave, faults and freezes: no caller is told what is not so",
          "[sim]") {
  for (auto seed : seeds_to_run(10)) {
    CAPTURE(seed);
    watched_mesh in(small_mesh(), seed);
    random_source random(seed + 1'000);
    auto some_scope = [&] {
      return random_scope(random, {2, 2, 4}, 3);
    };
    for (int i = 0; i < 15; ++i) {
      auto after = from_ms(random.uniform(0, 4'000));
      auto where = some_scope();
      switch (random.below(6)) {
      case 0:
        in.later(after, [&in, where] { in.crash(where); });
        break;
      case 1:
        in.later(after, [&in, where] { in.hang(where); });
        break;
      case 2:
        in.later(after, [&in, where] { in.mesh->freeze(where); });
        in.later(after + from_ms(random.uniform(0, 20'000)),
                 [&in, where] { in.mesh->thaw(where); });
        break;
      default:
        break;
      }
      in.leaves.reset();
      if (random.below(3) == 0)
        in.leaves = in.mesh->now() + from_ms(random.uniform(0, 4'000));
      auto payload = "p" + std::to_string(i);
      auto window_ms = random.uniform(1, 15'000);
      if (random.below(2) == 0)
        in.gather(payload, some_scope(), window_ms);
      else if (random.below(2) == 0)
        in.delegate(payload, std::nullopt, window_ms, random.below(4) == 0);
      else
        in.delegate(payload,
                    agent_id{static_cast<std::uint8_t>(random.below(2)),
                             static_cast<std::uint8_t>(random.below(2)),
                             static_cast<std::uint8_t>(random.below(4))},
                    window_ms, random.below(4) == 0);
      in.leaves.reset();
      in.mesh->wait(from_ms(random.uniform(0, 3'000)));
    }
    in.settle();
    CHECK(in.on->seen.begun.size() > 3); // most of it is lost in some seeds
    CHECK(in.on->seen.lies() == std::vector<std::string>{});
  }
}
