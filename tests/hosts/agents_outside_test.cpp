// X1 over several hosts: an agent from outside belongs to the host of its cluster.
#include "actors/work/linked/linked_agents.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// A link whose agent answers a moment later. The agent owns its line, so the line may not own
/// it.
struct prompt_line final : agent_line {
  prompt_line(several_hosts& all, std::weak_ptr<linked_agent> whose)
      : hosts(all), agent(std::move(whose)) {}
  void deliver(const std::string&, const job& what, duration, std::uint8_t) override {
    hosts.later(10ms, [agent = agent, id = what.id] {
      if (const auto there = agent.lock())
        there->answer(id, work_result::ready("done outside"), 1);
    });
  }
  void withdraw(const std::string&, message_id) override {}
  void pause(const std::string&, bool) override {}
  [[nodiscard]] double round_trip_ms() const override { return 10; }
  [[nodiscard]] std::uint32_t round_trips() const override { return 1; }
  several_hosts& hosts;
  std::weak_ptr<linked_agent> agent;
};

config with_notes() {
  auto cfg = sized(2, 1, 3);
  cfg.gateway.capabilities = {"note"};
  return cfg;
}

/// A mesh of two hosts, with an agent from outside that has its place in s01 and no link.
struct outside_hosts {
  several_hosts hosts{with_notes(), 2};
  agent_id who;

  outside_hosts() {
    REQUIRE(hosts.whole());
    grow_order wanted;
    wanted.where = sector_id{1};
    wanted.linked = true;
    wanted.cls = agent_class::e_local;
    wanted.capabilities = {"note"};
    const auto grown = hosts.mesh().grow(wanted);
    REQUIRE(grown.failure.code == errc::none);
    who = grown.whom.at(0);
    hosts.mesh().wait(5s);
  }
  std::size_t host_of_its_cluster() {
    const auto serving = hosts.who_serves(sector_id{1});
    REQUIRE(serving.size() == 1);
    return serving[0] == "n1" ? 0 : 1;
  }
  void link(std::size_t at) {
    auto agent = hosts.at(at).sectors->linked().of(who);
    agent->attach(std::make_shared<prompt_line>(hosts, agent), "store-1", "i1");
    hosts.mesh().wait(5s);
  }
  [[nodiscard]] agent_state state() {
    const auto* row = hosts.mesh().agents().read().find(who);
    return row == nullptr ? agent_state::offline : row->state;
  }
  /// A newcomer gets no work before it was heard a few times.
  bool comes_to_work() {
    return hosts.becomes(60s, [this] { return ask().value == "done outside"; });
  }
  delegate_result ask() {
    delegate_request request;
    request.what.payload = "hello";
    request.what.capabilities = {"note"};
    request.timeout_ms = 1'000;
    return hosts.mesh().delegate(std::move(request));
  }
};

} // namespace

TEST_CASE("X1 an agent from outside on another host works over its link, and not without one",
          "[hosts]") {
  outside_hosts t;
  CHECK(t.state() == agent_state::offline);
  CHECK(t.ask().failure.code != errc::none);
  t.link(t.host_of_its_cluster());
  CHECK(t.state() == agent_state::active);
  CHECK(t.comes_to_work());
}

TEST_CASE("X1 an agent from outside moves with its cluster when its host dies", "[hosts]") {
  outside_hosts t;
  const auto first = t.host_of_its_cluster();
  t.link(first);
  REQUIRE(t.comes_to_work());
  t.hosts.kill(first);
  const auto other = first == 0 ? "n2" : "n1";
  REQUIRE(t.hosts.becomes(60s, [&] {
    return t.hosts.who_serves(sector_id{1}) == std::vector<std::string>{other};
  }));
  t.hosts.mesh().wait(5s);
  CHECK(t.state() == agent_state::offline); // it has to come there
  t.link(1 - first);
  CHECK(t.state() == agent_state::active);
  CHECK(t.comes_to_work());
}
