// O6 over whole meshes: what is frozen stays so whatever fails, and goes on
// with every task it had accepted.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>

#include "actors/coordination/registry.hpp"
#include "actors/work/random.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// What all agents of some meshes have done, by payload.
struct tally {
  std::map<std::string, int> begun;
  std::map<std::string, int> done;
};

/// Three seconds of work that can be put down.
struct slow_work : work {
  explicit slow_work(std::shared_ptr<tally> into) : into_(std::move(into)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    ++into_->begun[std::string(what.payload)];
    return planned_result{work_result::ready("done"), 3s};
  }
  std::shared_ptr<tally> into_;
};

/// A folder of one test, removed with all that is in it.
struct scratch_folder {
  scratch_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "mesh_freeze_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~scratch_folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

/// A mesh in virtual time whose agents do slow work, in which things can happen
/// while a command runs.
struct freezable_mesh {
  explicit freezable_mesh(config cfg, const std::filesystem::path& folder = {},
                          bool slow = true) {
    mesh_options options;
    options.virtual_time = true;
    options.data = folder.string();
    if (slow)
      options.work.push_back({scope(), {}, [this](const agent_identity&) {
                                return std::make_shared<slow_work>(seen);
                              }});
    options.interrupted = [this] {
      while (mesh && !events.empty() && mesh->now() >= events.begin()->first) {
        auto event = std::move(events.begin()->second);
        events.erase(events.begin());
        event();
      }
      return false;
    };
    mesh = std::make_unique<local_mesh>(std::move(cfg), std::move(options));
  }
  void later(duration after, std::function<void()> what) {
    events.emplace(mesh->now() + after, std::move(what));
  }
  /// A task for which somebody else waits that long.
  void give(agent_id to, const std::string& task, double wait_ms = 3'000'000) {
    delegate_request request;
    request.what.payload = task;
    request.agent = to;
    request.timeout_ms = wait_ms;
    mesh->delegate_meanwhile(request);
  }
  [[nodiscard]] std::uint32_t frozen() const { return summarise(mesh->agents()).frozen; }

  std::shared_ptr<tally> seen = std::make_shared<tally>();
  std::multimap<time_point, std::function<void()>> events;
  std::unique_ptr<local_mesh> mesh;
};

scatter_request everybody(double window_ms = 10'000) {
  scatter_request request;
  request.scheduled = false;
  request.horizon_ms = 0;
  request.window_ms = window_ms;
  return request;
}

constexpr agent_id somebody{1, 0, 3};

} // namespace

TEST_CASE("O6 a freeze in the middle of a gather and a thaw: everybody answers, later",
          "[sim][freeze]") {
  freezable_mesh in(sized(2, 2, 10));
  freeze_result frozen;
  freeze_result thawed;
  in.later(1s, [&] { frozen = in.mesh->freeze(sector_id{1}); });
  in.later(5s, [&] { thawed = in.mesh->thaw(sector_id{1}); });
  auto result = in.mesh->scatter(everybody());
  CHECK(frozen.complete());
  CHECK(frozen.counts.targets == 20);
  CHECK(frozen.in_hand == 20);
  CHECK(thawed.complete());
  const auto& s = result.summary;
  CHECK(s.ready == 40);
  CHECK(result.took_ms > 7'900); // three seconds of work, begun again after five
  CHECK(in.frozen() == 0);
}

TEST_CASE(
    "O6 M3 who is frozen when a gather ends is a straggler, and begins nothing after thaw",
    "[sim][freeze]") {
  freezable_mesh in(sized(2, 2, 10));
  in.later(1s, [&] { in.mesh->freeze(cluster_id{0, 1}); });
  auto result = in.mesh->scatter(everybody());
  CHECK(result.summary.ready == 30);
  CHECK(result.summary.straggler == 10); // interrupted in their work
  CHECK(result.summary.accounted() == result.summary.targets);
  const auto begun = in.seen->begun;
  in.mesh->wait(1h);
  auto thawed = in.mesh->thaw(cluster_id{0, 1});
  CHECK(thawed.complete());
  CHECK(thawed.expired == 10);
  in.mesh->wait(10s);
  CHECK(in.seen->begun == begun);
  CHECK(in.mesh->counters().thawed_answers == 0);
}

TEST_CASE("O6 commands to a frozen scope are turned away, and a part of one is named",
          "[sim][freeze]") {
  freezable_mesh in(sized(2, 2, 10));
  REQUIRE(in.mesh->freeze(sector_id{1}).complete());
  CHECK(in.frozen() == 20);
  auto inside = everybody();
  inside.where = cluster_id{1, 1};
  CHECK(in.mesh->scatter(inside).failure.code == errc::frozen);
  inside.what.what = verb::record; // a broadcast
  CHECK(in.mesh->scatter(inside).failure.code == errc::frozen);
  scatter_request by_name = everybody();
  by_name.targets = {somebody};
  CHECK(in.mesh->scatter(by_name).failure.code == errc::frozen);
  delegate_request task;
  task.agent = somebody;
  CHECK(in.mesh->delegate(task).failure.code == errc::frozen);
  pipeline_request chain;
  chain.agents = {{0, 0, 0}, somebody};
  CHECK(in.mesh->pipeline(chain).failure.code == errc::frozen);
  CHECK(in.seen->begun.empty());

  auto part = in.mesh->scatter(everybody());
  CHECK(part.summary.ready == 20);
  CHECK(part.summary.refused == 20);
  CHECK(part.summary.exceptions.at(0).reason == errc::frozen);
  task.agent.reset();
  auto done = in.mesh->delegate(task); // somebody else takes it
  REQUIRE(done.agent);
  CHECK(done.agent->sector == 0);

  REQUIRE(in.mesh->freeze({}).complete());
  CHECK(in.mesh->frozen() == std::vector{scope()});
  CHECK(in.mesh->delegate(task).failure.code == errc::frozen);
  CHECK(in.mesh->cascade({}).total.failure.code == errc::frozen);
  CHECK(in.mesh->thaw(sector_id{1}).failure.remedy == "thaw all");
  CHECK(in.mesh->thaw({}).complete());
  CHECK(in.mesh->scatter(everybody()).summary.ready == 40);
}

TEST_CASE("O6 whatever fails while it is frozen, it is frozen again and goes on with its tasks",
          "[sim][freeze]") {
  freezable_mesh in(sized(2, 2, 10));
  in.give(somebody, "in hand");
  in.give(somebody, "waiting");
  auto frozen = in.mesh->freeze(sector_id{1});
  CHECK(frozen.in_hand == 1);
  CHECK(frozen.waiting == 1);
  auto what = GENERATE(scope(somebody), scope(cluster_id{1, 0}), scope(sector_id{1}), scope());
  auto times = GENERATE(1, 6); // more than what supervisors put up with
  CAPTURE(to_string(what), times);
  for (int i = 0; i < times; ++i) {
    in.mesh->inject({fault_kind::crash, {what}});
    in.mesh->wait(4s);
  }
  in.mesh->heal({});
  in.mesh->wait(60s);
  CHECK(in.frozen() == 20);
  CHECK(in.seen->begun == std::map<std::string, int>{{"in hand", 1}});
  auto thawed = in.mesh->thaw(sector_id{1});
  CHECK(thawed.complete());
  in.mesh->wait(10s);
  if (what == scope()) // M3: with the orchestrator goes who waits for them
    CHECK(in.seen->begun == std::map<std::string, int>{{"in hand", 1}});
  else
    CHECK(in.seen->begun == std::map<std::string, int>{{"in hand", 2}, {"waiting", 1}});
  CHECK(in.mesh->scatter(everybody()).summary.ready == 40);
}

TEST_CASE(
    "O6 an agent that is down when its scope is frozen is named, and frozen when it is back",
    "[sim][freeze]") {
  auto cfg = sized(1, 1, 5);
  cfg.supervision.cluster.child_restarts = 0;
  freezable_mesh in(cfg);
  in.mesh->inject({fault_kind::crash, {agent_id{0, 0, 2}}});
  auto frozen = in.mesh->freeze({});
  CHECK_FALSE(frozen.complete());
  CHECK(frozen.counts.ready == 4);
  CHECK(frozen.counts.exceptions.at(0).agents == std::vector{agent_id{0, 0, 2}});
  in.mesh->heal({});
  in.mesh->wait(1s);
  CHECK(in.frozen() == 5); // heal does not thaw
  CHECK(in.mesh->scatter(everybody()).failure.code == errc::frozen);
  CHECK(in.mesh->freeze({}).complete());
}

TEST_CASE("O6 an agent that hangs is named as not stopped, and frozen once it is replaced",
          "[sim][freeze]") {
  freezable_mesh in(sized(1, 2, 5));
  in.mesh->inject({fault_kind::hang, {agent_id{0, 1, 2}}});
  auto frozen = in.mesh->freeze({});
  CHECK(frozen.counts.ready == 9);
  CHECK(frozen.counts.straggler == 1);
  in.mesh->wait(60s);
  CHECK(in.mesh->counters().agents_replaced == 1);
  CHECK(in.frozen() == 10);
  CHECK(in.mesh->thaw({}).complete());
}

TEST_CASE("O5 O6 heal replaces an agent that hangs, so that a freeze and a thaw can end",
          "[sim][freeze]") {
  freezable_mesh in(sized(1, 2, 5));
  const agent_id hung{0, 1, 2};
  in.mesh->inject({fault_kind::hang, {hung}});
  CHECK(in.mesh->heal(hung).lines.empty()); // nobody can know it yet
  CHECK(in.mesh->freeze({}).counts.straggler == 1);
  in.mesh->wait(8s); // a heartbeat is missed; it would be replaced after 30 s
  CHECK(in.mesh->thaw({}).counts.straggler == 1);
  REQUIRE(in.mesh->counters().agents_replaced == 0);
  const auto where = GENERATE(scope{}, scope{agent_id{0, 1, 2}});
  const auto healed = in.mesh->heal(where);
  CHECK(healed.lines == std::vector<std::string>{"s00.c01.a02: replaced, it was unresponsive"});
  in.mesh->wait(2s);
  CHECK(in.mesh->counters().agents_replaced == 1);
  CHECK(in.mesh->thaw({}).complete());
  CHECK(in.mesh->frozen().empty());
}

TEST_CASE("O6 a mesh that is started again is still frozen, and goes on with every task",
          "[sim][freeze]") {
  scratch_folder data;
  {
    freezable_mesh in(sized(2, 2, 10), data.path);
    for (int i = 0; i < 5; ++i)
      in.give(somebody, "task " + std::to_string(i));
    auto frozen = in.mesh->freeze(sector_id{1});
    CHECK(frozen.preserved_in == (data.path / "frozen" / "s01.frozen").string());
  }
  auto again = GENERATE(1, 2); // processes that only looked
  for (int i = 1; i < again; ++i)
    CHECK(freezable_mesh(sized(2, 2, 10), data.path).frozen() == 20);
  freezable_mesh in(sized(2, 2, 10), data.path);
  CHECK(in.mesh->frozen() == std::vector<scope>{sector_id{1}});
  CHECK(in.frozen() == 20);
  in.give(somebody, "too late");
  in.mesh->wait(60s);
  CHECK(in.seen->begun.empty());
  auto thawed = in.mesh->thaw({});
  CHECK(thawed.complete());
  CHECK(thawed.in_hand + thawed.waiting == 5);
  in.mesh->wait(60s);
  CHECK(in.mesh->counters().thawed_answers == 5);
  for (int i = 0; i < 5; ++i)
    CHECK(in.seen->begun["task " + std::to_string(i)] == 1);
  CHECK(std::filesystem::is_empty(data.path / "frozen"));
  delegate_request next; // its id is none of those before
  next.agent = somebody;
  CHECK(in.mesh->delegate(next).value == "done");
}

TEST_CASE(
    "O6 B2 breakers that were open when a mesh was frozen are open when it is started again",
    "[sim][freeze]") {
  scratch_folder data;
  const circuit of_cluster{cluster_id{1, 1}, circuit_state::open, "by hand: looks odd", true};
  const circuit of_all{scope(), circuit_state::open, "by hand: all of it", true};
  {
    freezable_mesh in(sized(2, 2, 10), data.path);
    REQUIRE(in.mesh->set_circuit(of_cluster).code == errc::none);
    REQUIRE(in.mesh->set_circuit(of_all).code == errc::none);
    REQUIRE(in.mesh->freeze({}).complete());
  }
  freezable_mesh in(sized(2, 2, 10), data.path);
  in.mesh->wait(1s);
  auto circuits = in.mesh->report().circuits;
  CHECK(std::count(circuits.begin(), circuits.end(), of_cluster) == 1);
  CHECK(std::count(circuits.begin(), circuits.end(), of_all) == 1);
  CHECK(in.mesh->thaw({}).complete());
  CHECK(in.mesh->scatter(everybody()).failure.code == errc::breaker_open);
}

TEST_CASE("O6 a mesh with other counts does not start on what was frozen", "[sim][freeze]") {
  scratch_folder data;
  {
    freezable_mesh in(sized(2, 2, 10), data.path);
    REQUIRE(in.mesh->freeze(cluster_id{1, 1}).complete());
  }
  try {
    freezable_mesh in(sized(2, 2, 11), data.path);
    FAIL("it started");
  } catch (const mesh_failure& failure) {
    CHECK(failure.why().code == errc::config_invalid);
    CHECK(failure.why().detail.find("s01.c01.frozen") != std::string::npos);
    CHECK_FALSE(failure.why().remedy.empty());
  }
  CHECK(freezable_mesh(sized(2, 2, 10), data.path).frozen() == 10); // nothing was lost
}

TEST_CASE(
    "O6 an orchestrator that goes down during a freeze: an error, and it can be frozen again",
    "[sim][freeze]") {
  freezable_mesh in(sized(2, 2, 10));
  in.mesh->inject({fault_kind::hang, {cluster_id{1, 1}}}); // so that it takes its time
  in.mesh->inject({fault_kind::hang, {scope()}});
  auto frozen = in.mesh->freeze({});
  CHECK(frozen.failure.code == errc::agent_down);
  in.mesh->wait(60s);
  CHECK(in.mesh->freeze({}).complete());
  CHECK(in.mesh->thaw({}).complete());
  CHECK(in.mesh->scatter(everybody()).summary.ready == 40);
}

TEST_CASE("O6 random freezes, thaws and faults: every target is accounted for, all are back",
          "[sim][freeze]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(10); ++seed) {
    random_source random(seed);
    scratch_folder data;
    freezable_mesh in(sized(3, 3, 10, 0.1, seed), data.path, false);
    auto some_scope = [&] {
      return random_scope(random, {3, 3, 10}, 2);
    };
    for (int i = 0; i < 12; ++i) {
      auto moment = from_ms(random.uniform(0, 1'600));
      auto where = some_scope();
      switch (random.below(4)) {
      case 0:
        in.later(moment, [&in, where] { in.mesh->freeze(where); });
        break;
      case 1:
        in.later(moment, [&in, where] { in.mesh->thaw(where); });
        break;
      case 2: // both, at once or not
        in.later(moment, [&in, where] { in.mesh->freeze(where); });
        in.later(from_ms(random.uniform(0, 1'600)), [&in, where] { in.mesh->thaw(where); });
        break;
      default:
        if (where.kind() != scope::level::all)
          in.later(moment, [&in, where] { in.mesh->inject({fault_kind::crash, {where}}); });
      }
      auto result = in.mesh->scatter({.horizon_ms = 1'000});
      const auto& s = result.summary;
      CAPTURE(seed, i, to_string(where), result.failure.detail);
      if (result.failure.code == errc::frozen)
        CHECK(in.frozen() > 0);
      else
        CHECK(s.targets == 90);
      CHECK(s.accounted() == s.targets);
      in.mesh->wait(from_ms(random.uniform(0, 30'000)));
    }
    CAPTURE(seed);
    in.mesh->wait(120s);
    in.mesh->heal({});
    in.mesh->wait(60s);
    CHECK(in.mesh->thaw({}).complete());
    CHECK(in.frozen() == 0);
    CHECK(in.mesh->frozen().empty());
    CHECK(std::filesystem::is_empty(data.path / "frozen"));
    auto last = in.mesh->scatter({.horizon_ms = 1'000}).summary;
    CHECK(last.ready == last.sent);
    CHECK(last.targets == 90);
  }
}
