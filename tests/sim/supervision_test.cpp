// F2 and the supervision trees: what fails is replaced, and what was in flight
// is finished, retried or reported.
#include <functional>

#include "actors/coordination/registry.hpp"
#include "actors/work/random.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// A mesh in virtual time in which something can happen while a command runs.
struct eventful_mesh {
  explicit eventful_mesh(config cfg, std::vector<work_override> work = {}) {
    mesh_options options;
    options.virtual_time = true;
    options.work = std::move(work);
    options.interrupted = [this] {
      if (mesh && event && mesh->now() >= at)
        std::exchange(event, nullptr)();
      return interrupt;
    };
    mesh = std::make_unique<local_mesh>(std::move(cfg), std::move(options));
  }
  /// Lets actors fail `after` from now on.
  void later(duration after, fault_kind what, std::vector<scope> whom) {
    at = mesh->now() + after;
    event = [this, what, whom = std::move(whom)] {
      mesh->inject({what, whom});
    };
  }
  void now(fault_kind what, std::vector<scope> whom) { mesh->inject({what, std::move(whom)}); }
  [[nodiscard]] std::uint32_t active() const { return summarise(mesh->agents()).active; }

  std::unique_ptr<local_mesh> mesh;
  time_point at{};
  std::function<void()> event;
  bool interrupt = false; // Ctrl-C
};

/// Asks everybody but people, who take too long for a test.
scatter_request everybody() {
  scatter_request request;
  request.horizon_ms = 1'000;
  return request;
}

void check_whole(const scatter_result& result) {
  const auto& s = result.summary;
  CHECK(result.failure.code == errc::none);
  CHECK(s.accounted() == s.targets);
  CHECK(s.ready == s.sent);
}

} // namespace

TEST_CASE("F2 an agent that crashes is replaced, and its message is given to the new one once",
          "[sim][supervision]") {
  eventful_mesh in(sized(2, 2, 10));
  in.later(900ms, fault_kind::crash, {agent_id{1, 0, 3}, agent_id{0, 1, 2}});
  auto result = in.mesh->scatter(everybody());
  check_whole(result);
  const auto& counters = in.mesh->counters();
  CHECK(counters.agents_replaced == 2);
  CHECK(counters.redeliveries >= 1);
  CHECK(in.active() == 40);
}

TEST_CASE("F2 an agent that dies of each message is named, and the others answer",
          "[sim][supervision]") {
  struct deadly : work {
    std::optional<planned_result> start(const job&,
                                        const std::function<work_done()>&) override {
      throw std::runtime_error("a bug");
    }
  };
  work_override fatal{agent_id{0, 0, 1}, {}, [](const agent_identity&) {
                        return std::make_shared<deadly>();
                      }};
  eventful_mesh in(sized(1, 1, 10), {fatal});
  auto result = in.mesh->scatter(everybody());
  const auto& s = result.summary;
  CHECK(s.accounted() == s.targets);
  CHECK(s.refused == 1);
  auto named = std::any_of(s.exceptions.begin(), s.exceptions.end(), [](const auto& group) {
    return group.reason == errc::agent_down && group.agents == std::vector{agent_id{0, 0, 1}};
  });
  CHECK(named);
}

TEST_CASE("F2 a lead that crashes costs no agent its work", "[sim][supervision]") {
  eventful_mesh in(sized(2, 3, 10));
  in.later(900ms, fault_kind::crash, {cluster_id{1, 2}, cluster_id{0, 0}});
  auto result = in.mesh->scatter(everybody());
  CHECK(in.mesh->counters().leads_replaced == 2);
  CHECK(in.mesh->counters().agents_replaced == 0);
  check_whole(result);
}

TEST_CASE("F2 a coordinator that crashes costs no lead its agents", "[sim][supervision]") {
  eventful_mesh in(sized(3, 2, 10));
  in.later(900ms, fault_kind::crash, {sector_id{1}});
  auto result = in.mesh->scatter(everybody());
  CHECK(in.mesh->counters().coordinators_replaced == 1);
  CHECK(in.mesh->counters().leads_replaced == 0);
  check_whole(result);
}

TEST_CASE("F2 what an orchestrator that crashes had in hand is reported, and the next goes on",
          "[sim][supervision]") {
  eventful_mesh in(sized(2, 2, 10));
  auto rules = in.mesh->rules();
  rules.avoid({0, 0, 1});
  in.mesh->set_rules(rules);
  in.later(500ms, fault_kind::crash, {scope()});
  auto lost = in.mesh->scatter(everybody());
  CHECK(lost.failure.code == errc::unknown); // M3: agents may have done it
  CHECK_FALSE(lost.failure.remedy.empty());
  CHECK(in.mesh->counters().orchestrators_replaced == 1);

  auto again = in.mesh->scatter(everybody());
  check_whole(again);
  CHECK(again.summary.targets == 39); // the rules are still those that were set
}

TEST_CASE("F2 rules hold for a lead and a coordinator that were replaced",
          "[sim][supervision]") {
  eventful_mesh in(sized(2, 2, 10));
  auto rules = in.mesh->rules();
  rules.avoid({0, 0, 1});
  in.mesh->set_rules(rules);
  in.now(fault_kind::crash, {cluster_id{0, 0}});
  CHECK(in.mesh->scatter(everybody()).summary.targets == 39);
  in.now(fault_kind::crash, {sector_id{0}});
  in.now(fault_kind::crash, {cluster_id{0, 0}});
  CHECK(in.mesh->scatter(everybody()).summary.targets == 39);
  CHECK(in.mesh->counters().leads_replaced == 2);
}

TEST_CASE("F2 who is unresponsive for 30 s is replaced, on every level", "[sim][supervision]") {
  eventful_mesh in(sized(3, 2, 10));
  auto what = GENERATE(scope(agent_id{1, 1, 4}), scope(cluster_id{1, 1}), scope(sector_id{1}));
  CAPTURE(to_string(what));
  in.now(fault_kind::hang, {what});
  in.mesh->wait(25s);
  const auto& counters = in.mesh->counters();
  auto replaced = [&] {
    return counters.agents_replaced + counters.leads_replaced + counters.coordinators_replaced;
  };
  CHECK(replaced() == 0);
  in.mesh->wait(15s);
  CHECK(replaced() == 1);
  check_whole(in.mesh->scatter(everybody()));
  CHECK(in.active() == 60);
}

TEST_CASE("F2 an orchestrator that hangs is replaced, and what waits for it is told",
          "[sim][supervision]") {
  eventful_mesh in(sized(2, 2, 10));
  in.now(fault_kind::hang, {scope()});
  auto lost = in.mesh->scatter(everybody()); // after 30 s of silence
  CHECK(lost.failure.code == errc::unknown); // M3: agents may have done it
  CHECK(in.mesh->counters().orchestrators_replaced == 1);
  check_whole(in.mesh->scatter(everybody()));
}

TEST_CASE("a tenth of all agents that crash at once are back, and nobody else fails",
          "[sim][supervision]") {
  eventful_mesh in(sized(10, 10, 30));
  std::vector<scope> tenth;
  for (int i = 0; i < in.mesh->who().agents(); i += 10)
    tenth.emplace_back(in.mesh->who().start().id_of(i));
  in.now(fault_kind::crash, tenth);
  CHECK(in.mesh->counters().agents_replaced == tenth.size());
  CHECK(in.mesh->counters().escalations == 0);
  CHECK(in.active() == 3'000);
}

TEST_CASE("an agent that crashes again and again is given up alone, until it is healed",
          "[sim][supervision]") {
  auto cfg = sized(1, 2, 10);
  eventful_mesh in(cfg);
  const agent_id bad{0, 1, 4};
  auto row = [&] {
    return *in.mesh->agents().read().find(bad);
  };
  for (int i = 0; i <= cfg.supervision.cluster.child_restarts; ++i) {
    in.now(fault_kind::crash, {bad});
    in.mesh->wait(4s); // longer than any delay of so few restarts
  }
  const auto& counters = in.mesh->counters();
  CHECK(counters.given_up == 1);
  CHECK(counters.escalations == 0);
  CHECK(row().state == agent_state::offline);
  in.mesh->wait(120s);
  CHECK(row().state == agent_state::offline); // it stays down

  CHECK(in.mesh->heal(cluster_id{0, 0}).lines.empty());
  auto report = in.mesh->heal(scope());
  CHECK(
      report.lines
      == std::vector<std::string>{"the breaker of s00.c01: closed", "s00.c01.a04: restarted"});
  in.mesh->wait(1s);
  CHECK(row().state == agent_state::active);
  check_whole(in.mesh->scatter(everybody()));
}

TEST_CASE("a lead that crashes again and again ends its cluster, which is started anew",
          "[sim][supervision]") {
  auto cfg = sized(2, 2, 10);
  eventful_mesh in(cfg);
  for (int i = 0; i <= cfg.supervision.cluster.child_restarts; ++i) {
    in.now(fault_kind::crash, {cluster_id{0, 1}});
    in.mesh->wait(4s);
  }
  CHECK(in.mesh->counters().escalations == 1);
  CHECK(in.mesh->counters().given_up == 0);
  check_whole(in.mesh->scatter(everybody()));
  CHECK(in.active() == 40);
}

TEST_CASE("an orchestrator whose restarts are spent is given up by name, until it is healed",
          "[sim][supervision]") {
  auto cfg = sized(2, 2, 10);
  cfg.supervision.mesh.child_restarts = 0;
  eventful_mesh in(cfg);
  in.now(fault_kind::crash, {scope()});
  auto refused = in.mesh->scatter(everybody());
  CHECK(refused.failure.code == errc::restart_budget_spent);
  CHECK(refused.failure.remedy == "heal all");
  CHECK(in.mesh->report().failure.code == errc::restart_budget_spent);
  CHECK(in.mesh->counters().given_up == 1);
  CHECK(in.active() == 40); // sectors go on without it (T2)

  CHECK(in.mesh->heal(sector_id{0}).lines.empty());
  CHECK(in.mesh->heal(scope()).lines
        == std::vector<std::string>{"the orchestrator: restarted"});
  CHECK(in.mesh->counters().given_up == 0);
  check_whole(in.mesh->scatter(everybody()));
}

TEST_CASE("who asks while there is no orchestrator can be interrupted", "[sim][supervision]") {
  auto cfg = sized(2, 2, 10);
  cfg.supervision.backoff_initial_ms = 5'000;
  cfg.supervision.backoff_factor = 1;
  eventful_mesh in(cfg);
  in.now(fault_kind::crash, {scope()});
  in.now(fault_kind::crash, {scope()}); // the second in a row comes back after a delay
  in.interrupt = true;
  CHECK(in.mesh->scatter(everybody()).failure.code == errc::cancelled);
  in.interrupt = false;
  check_whole(in.mesh->scatter(everybody()));
}

TEST_CASE("the agents of a cluster that is given up are offline, and healed with it",
          "[sim][supervision]") {
  auto cfg = sized(2, 2, 10);
  cfg.supervision.cluster.child_restarts = 0;
  cfg.supervision.sector.child_restarts = 0;
  eventful_mesh in(cfg);
  in.now(fault_kind::crash, {cluster_id{0, 1}});
  CHECK(in.active() == 30);
  auto without = in.mesh->scatter(everybody());
  CHECK(without.summary.accounted() == without.summary.targets);

  CHECK(in.mesh->heal(sector_id{0}).lines == std::vector<std::string>{"s00.c01: restarted"});
  in.mesh->wait(1s);
  CHECK(in.active() == 40);
  check_whole(in.mesh->scatter(everybody()));
}

TEST_CASE("a command that is cancelled does not wait for a lead that hangs",
          "[sim][supervision]") {
  eventful_mesh in(sized(2, 2, 10));
  in.now(fault_kind::hang, {cluster_id{1, 0}});
  auto began = in.mesh->now();
  in.at = began + 800ms;
  in.event = [&] {
    in.interrupt = true;
  };
  auto cancelled = in.mesh->scatter(everybody());
  CHECK(cancelled.cancelled);
  CHECK(cancelled.failure.code == errc::none);
  CHECK(to_ms(in.mesh->now() - began) < 2'000);
  CHECK(cancelled.summary.accounted() == cancelled.summary.targets);
}

TEST_CASE("random faults: every target is accounted for, and everybody is back in the end",
          "[sim][supervision]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(15); ++seed) {
    random_source random(seed);
    eventful_mesh in(sized(3, 3, 10, 0.1, seed));
    auto some_scope = [&]() -> scope {
      auto s = static_cast<std::uint8_t>(random.below(3));
      auto c = static_cast<std::uint8_t>(random.below(3));
      switch (random.below(8)) {
      case 0:
        return sector_id{s};
      case 1:
        return cluster_id{s, c};
      default:
        return agent_id{s, c, static_cast<std::uint8_t>(random.below(10))};
      }
    };
    for (int i = 0; i < 12; ++i) {
      std::vector<scope> whom;
      for (auto n = random.below(6); n > 0; --n)
        whom.push_back(some_scope());
      in.later(from_ms(random.uniform(0, 1'600)),
               random.below(4) == 0 ? fault_kind::hang : fault_kind::crash, whom);
      auto result = in.mesh->scatter(everybody());
      CAPTURE(seed, i, result.failure.detail);
      const auto& s = result.summary;
      CHECK(result.failure.code == errc::none);
      CHECK(s.targets == 90);
      CHECK(s.accounted() == s.targets);
      in.mesh->wait(from_ms(random.uniform(0, 30'000)));
    }
    CAPTURE(seed);
    in.mesh->wait(120s); // longer than any silence and any delay
    in.mesh->heal(scope());
    in.mesh->wait(60s);
    CHECK(in.active() == 90);
    check_whole(in.mesh->scatter(everybody()));
  }
}

TEST_CASE("O5 heal replaces who gives no answer, also when nobody else would notice",
          "[sim][supervision]") {
  auto cfg = sized(2, 2, 5);
  cfg.supervision.mesh.child_restarts = 0; // the orchestrator stays down
  eventful_mesh in(cfg);
  in.now(fault_kind::crash, {scope()});
  in.now(fault_kind::hang, {sector_id{1}, cluster_id{0, 1}});
  auto before = in.mesh->now();
  auto healed = in.mesh->heal(sector_id{1});
  CHECK(in.mesh->now() - before <= 3 * from_ms(cfg.supervision.stop_timeout_ms));
  const std::string expected = "the coordinator of s01: replaced, it did not answer";
  CHECK(std::count(healed.lines.begin(), healed.lines.end(), expected) == 1);
  in.mesh->heal({});
  CHECK(in.mesh->counters().coordinators_replaced == 1);
  CHECK(in.mesh->counters().leads_replaced == 1);
  check_whole(in.mesh->scatter(everybody()));
}

TEST_CASE(
    "slow leads, coordinators and orchestrators answer later, and all that they are asked",
    "[sim][supervision]") {
  eventful_mesh in(sized(2, 2, 5));
  auto took = [&] {
    scatter_request request = everybody();
    request.what.what = verb::record; // a receipt: from everybody's inbox
    request.scheduled = false;
    request.horizon_ms = 0;
    request.window_ms = 5'000;
    auto result = in.mesh->scatter(request);
    check_whole(result);
    CHECK(result.summary.ready == 20);
    return result.took_ms;
  };
  auto quick = took();
  for (const scope& who : {scope(cluster_id{0, 0}), scope(sector_id{1}), scope()}) {
    CAPTURE(to_string(who));
    in.mesh->inject({fault_kind::slow, {who}, 400});
    CHECK(took() > quick);
    in.mesh->wait(2min); // nobody takes it for dead
    in.mesh->inject({fault_kind::slow, {who}, 0});
    in.mesh->wait(1s);
  }
  CHECK(took() <= quick * 2);
  CHECK(in.mesh->counters().leads_replaced == 0);
  CHECK(in.mesh->counters().coordinators_replaced == 0);
}
