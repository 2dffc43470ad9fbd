// T5 over whole meshes: agents join and leave while others work.
#include <algorithm>
#include <map>

#include "actors/coordination/registry.hpp"
#include "actors/work/random.hpp"
#include "tests/sim/trace.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Whether all of them have become that within a time that is long enough.
bool become(local_mesh& mesh, const std::vector<agent_id>& whom, membership what,
            duration patience = 3min) {
  auto until = mesh.now() + patience;
  auto all = [&] {
    return std::all_of(whom.begin(), whom.end(),
                       [&](agent_id id) { return mesh.who().of(id) == what; });
  };
  while (!all() && mesh.now() < until)
    mesh.wait(100ms);
  return all();
}

/// Work that takes its time, and a note of each piece.
struct noting_work : work {
  struct notes {
    std::map<std::string, int> begun;
  };
  noting_work(std::shared_ptr<notes> into, duration takes)
      : into_(std::move(into)), takes_(takes) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    ++into_->begun[std::string(what.payload)];
    return planned_result{work_result::ready("done"), takes_};
  }
  std::shared_ptr<notes> into_;
  duration takes_;
};

std::unique_ptr<local_mesh>
with_slow_work(config cfg, std::shared_ptr<noting_work::notes> notes, duration takes) {
  return in_virtual_time(std::move(cfg), {{scope(), {}, [=](const agent_identity&) {
                                             return std::make_shared<noting_work>(notes, takes);
                                           }}});
}

} // namespace

TEST_CASE("T5 newcomers are sent to once they have settled, and not before", "[sim][growth]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  auto before = mesh->scatter({}).summary.targets;
  auto report = mesh->grow({25, agent_class::a_edge, {}});
  REQUIRE(report.failure.code == errc::none);
  REQUIRE(report.whom.size() == 25);
  mesh->wait(1s);
  auto early = mesh->scatter({});
  CHECK(early.summary.targets == before);
  auto now = summarise(mesh->agents());
  CHECK(now.joining == 25);
  CHECK(now.agents == 40);
  CHECK(now.active_rate() == 1); // newcomers make no mesh sick

  scatter_request one;
  one.targets = {report.whom.front()};
  auto refused = mesh->scatter(one);
  REQUIRE(refused.summary.exceptions.size() == 1);
  CHECK(refused.summary.exceptions[0].reason == errc::joining);

  REQUIRE(become(*mesh, report.whom, membership::member));
  CHECK(mesh->counters().agents_joined == 25);
  mesh->wait(1s); // until it is published
  auto grown = mesh->scatter({});
  CHECK(grown.summary.targets == before + 25);
  CHECK(grown.success());
  CHECK(summarise(mesh->agents()).agents == 65);
  cascade_request wave; // level by level: the new clusters are counted
  auto cascaded = mesh->cascade(wave);
  CHECK(cascaded.total.summary.clusters == static_cast<unsigned>(mesh->who().clusters()));
  CHECK(cascaded.total.summary.clusters == 7);
}

TEST_CASE("T5 who leaves ends what it has in hand, and gets nothing new", "[sim][growth]") {
  auto notes = std::make_shared<noting_work::notes>();
  auto mesh = with_slow_work(sized(1, 2, 10), notes, 20s);
  const agent_id leaver{0, 0, 3};
  delegate_request task;
  task.what.payload = "last task";
  task.agent = leaver;
  task.timeout_ms = 1;
  task.what.goes_on = true;
  mesh->delegate(task); // it goes on with it all the same
  auto report = mesh->drain({leaver});
  REQUIRE(report.whom == std::vector<agent_id>{leaver});
  mesh->wait(5s);
  CHECK(mesh->who().of(leaver) == membership::leaving);
  task.what.payload = "too late";
  auto refused = mesh->delegate(task);
  CHECK(refused.failure.code != errc::none);
  REQUIRE(become(*mesh, {leaver}, membership::absent));
  CHECK(notes->begun == std::map<std::string, int>{{"last task", 1}});
  CHECK(mesh->counters().agents_left == 1);
  CHECK(mesh->counters().agents_replaced == 0);
  CHECK(mesh->agents().read().find(leaver) == nullptr);
  CHECK(summarise(mesh->agents()).agents == 19);
  auto gone = mesh->delegate(task);
  CHECK(gone.failure.code == errc::unknown_target);
}

TEST_CASE("T5 work that does not end in time ends with a name, and a delegation goes on",
          "[sim][growth]") {
  auto cfg = sized(1, 2, 10);
  cfg.growth.drain_timeout_ms = 10'000;
  auto notes = std::make_shared<noting_work::notes>();
  auto mesh = with_slow_work(cfg, notes, 1h);
  const agent_id leaver{0, 0, 3};
  delegate_request task;
  task.what.payload = "endless";
  task.agent = leaver;
  task.timeout_ms = 1;
  task.what.goes_on = true;
  mesh->delegate(task);
  REQUIRE(mesh->drain({leaver}).failure.code == errc::none);
  mesh->wait(9s);
  CHECK(mesh->who().of(leaver) == membership::leaving);
  CHECK(become(*mesh, {leaver}, membership::absent, 20s));
}

TEST_CASE("T5 O6 nothing is frozen where somebody is joining or leaving", "[sim][growth]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  auto report = mesh->grow({3, {}, sector_id{1}});
  REQUIRE(report.whom.size() == 3);
  CHECK(mesh->freeze({}).failure.code == errc::invalid_argument);
  CHECK(mesh->freeze(sector_id{1}).failure.code == errc::invalid_argument);
  CHECK(mesh->frozen().empty());
  CHECK(mesh->freeze(sector_id{0}).complete());
  CHECK(mesh->thaw(sector_id{0}).complete());
  REQUIRE(become(*mesh, report.whom, membership::member));
  CHECK(mesh->freeze({}).complete());
}

TEST_CASE("T5 a breaker whose cluster all have left closes by itself", "[sim][growth]") {
  auto mesh = in_virtual_time(sized(1, 2, 10));
  REQUIRE(mesh->set_circuit({cluster_id{0, 1}, circuit_state::open, "sick"}).code
          == errc::none);
  auto report = mesh->drain({cluster_id{0, 1}});
  REQUIRE(become(*mesh, report.whom, membership::absent));
  mesh->wait(5min);
  CHECK(mesh->report().circuits.empty());
}

TEST_CASE("T5 who is not there yet has no behaviour that could be changed", "[sim][growth]") {
  auto mesh = in_virtual_time(sized(1, 1, 10));
  behaviour_change slower;
  slower.latency_factor = 3;
  mesh->world()->change({0, 9, 0}, slower);
  CHECK(mesh->world()->of({0, 9, 0}).latency_ms == 0);
}

TEST_CASE("T5 an id that is free again is another agent's", "[sim][growth]") {
  auto mesh = in_virtual_time(sized(1, 1, 10));
  learn(*mesh, 3);
  const agent_id id{0, 0, 4};
  auto first = mesh->drain({id});
  REQUIRE(become(*mesh, first.whom, membership::absent));
  auto second = mesh->grow({1, agent_class::d_gpu, {}});
  REQUIRE(second.whom == std::vector<agent_id>{id});
  mesh->wait(1s);
  {
    auto rows = mesh->agents().read();
    const auto* row = rows.find(id);
    REQUIRE(row != nullptr);
    CHECK(row->cls == agent_class::d_gpu);
    CHECK(row->processing_samples == 0); // nothing of the one before
    CHECK(row->standing == membership::joining);
  }
  REQUIRE(become(*mesh, second.whom, membership::member));
  mesh->wait(1s);
  auto result = mesh->scatter({});
  CHECK(result.success());
}

TEST_CASE("T5 whatever crashes meanwhile, newcomers join and leavers leave", "[sim][growth]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(25); ++seed) {
    random_source random(seed);
    auto cfg = sized(2, 2, 6, 0.1, seed);
    cfg.breakers.cluster_failures = 1'000; // not what this is about
    cfg.breakers.sector_failures = 1'000;
    cfg.supervision.backoff_longest_ms = 200; // room for many restarts
    cfg.supervision.cluster = {50, 500, 60'000};
    cfg.supervision.sector = {50, 500, 300'000};
    cfg.supervision.mesh = {50, 500, 900'000};
    auto mesh = in_virtual_time(cfg);
    CAPTURE(seed);
    auto crash = [&] {
      const std::array<scope, 5> some{scope(),
                                      sector_id{static_cast<std::uint8_t>(random.below(2))},
                                      cluster_id{static_cast<std::uint8_t>(random.below(2)),
                                                 static_cast<std::uint8_t>(random.below(3))},
                                      agent_id{static_cast<std::uint8_t>(random.below(2)), 2,
                                               static_cast<std::uint8_t>(random.below(6))},
                                      agent_id{static_cast<std::uint8_t>(random.below(2)), 0,
                                               static_cast<std::uint8_t>(random.below(6))}};
      mesh->inject({fault_kind::crash, {some[random.below(some.size())]}});
    };
    auto joining = mesh->grow({9, {}, {}});
    REQUIRE(joining.failure.code == errc::none);
    auto leaving = mesh->drain({cluster_id{static_cast<std::uint8_t>(random.below(2)), 0}});
    REQUIRE(leaving.failure.code == errc::none);
    for (int i = 0; i < 8; ++i) {
      crash();
      if (random.below(2) == 0) {
        auto result = mesh->scatter({});
        CHECK(result.summary.accounted() == result.summary.targets);
      }
      mesh->wait(from_ms(static_cast<double>(random.below(4'000))));
    }
    CHECK(become(*mesh, joining.whom, membership::member, 10min));
    CHECK(become(*mesh, leaving.whom, membership::absent, 10min));
    mesh->wait(1min);
    auto now = summarise(mesh->agents());
    CHECK(now.agents == 24 + 9 - 6);
    CHECK(now.active == now.agents);
    auto result = mesh->scatter({});
    CAPTURE(trace(result));
    CHECK(result.summary.targets == now.agents);
    CHECK(result.summary.accounted() == result.summary.targets);
  }
}
