// B1: a host that is stopped for seconds again and again is heard often enough to be
// up, and loses whatever is asked of it.
#include <algorithm>

#include "actors/coordination/registry.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

listed_node row_of(several_hosts& hosts, const std::string& name) {
  for (auto& n : hosts.mesh().others()->nodes().nodes)
    if (n.row.name == name)
      return n;
  FAIL("there is no host " + name);
  return {};
}

/// Stops a host for 3 s and lets it run for 300 ms, in turn, for as long as it lives.
class limping_host {
public:
  limping_host(several_hosts& hosts, std::size_t which)
      : link_(*hosts.at(which).link),
        actor_(hosts.mesh().system().spawn(
            [](caf::event_based_actor* self, wire_between* link,
               const std::shared_ptr<bool>& stopped) -> caf::behavior {
              self->send(self, caf::ok_atom::value);
              return {[self, link, stopped](caf::ok_atom) {
                *stopped = !*stopped;
                *stopped ? link->hold() : link->release();
                self->delayed_send(self, *stopped ? milliseconds(3'000) : milliseconds(300),
                                   caf::ok_atom::value);
              }};
            },
            &link_, std::make_shared<bool>(false))) {}
  ~limping_host() {
    caf::anon_send_exit(actor_, caf::exit_reason::kill);
    link_.release();
  }
  limping_host(const limping_host&) = delete;
  limping_host& operator=(const limping_host&) = delete;

private:
  wire_between& link_;
  caf::actor actor_;
};

} // namespace

TEST_CASE("B1 a host that limps shows in nodes and is turned away until it is well again",
          "[hosts]") {
  several_hosts hosts(sized(4, 2, 10), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(20s);
  scatter_request everybody;
  everybody.horizon_ms = 1'000;
  CHECK(mesh.scatter(everybody).missing() == 0);
  mesh.wait(10s);
  CHECK(row_of(hosts, "n2").returns.asked > 0);
  CHECK(row_of(hosts, "n2").returns.back == row_of(hosts, "n2").returns.asked);

  auto limps = std::make_unique<limping_host>(hosts, 1);
  for (auto end = mesh.now() + 45s; mesh.now() < end; mesh.wait(1s)) {
    auto result = mesh.scatter(everybody);
    CHECK(result.summary.accounted() == result.summary.targets);
    CHECK(hosts.state_of("n2") == node_state::up);
  }
  auto sick = row_of(hosts, "n2").returns;
  CHECK(sick.breaker == breaker_state::open);
  CHECK(sick.back * 2 < sick.asked);
  CHECK(sick.turned_away > 0);
  auto well = row_of(hosts, "n1").returns;
  CHECK(well.breaker == breaker_state::closed);
  CHECK(well.back == well.asked);

  // Who is there answers, at once; the others are named with the reason.
  auto result = mesh.scatter(everybody);
  CHECK(result.summary.accounted() == result.summary.targets);
  CHECK(result.summary.straggler == 0);
  CHECK(result.summary.refused == 40);
  auto named = std::ranges::find_if(result.summary.exceptions, [](const auto& group) {
    return group.reason == errc::breaker_open;
  });
  REQUIRE(named != result.summary.exceptions.end());
  CHECK(named->detail.starts_with("the breaker of host n2 is open: "));
  CHECK(named->count == 40);

  limps.reset();
  // It is well again: a probe comes back, then it is watched, then all of it works.
  for (int i = 0; i < 200 && row_of(hosts, "n2").returns.breaker != breaker_state::closed;
       ++i) {
    mesh.scatter(everybody);
    mesh.wait(1s);
  }
  CHECK(row_of(hosts, "n2").returns.breaker == breaker_state::closed);
  mesh.wait(1s);
  CHECK(mesh.scatter(everybody).missing() == 0);
}

TEST_CASE("B1 a host whose agents are slow by nature loses nothing", "[hosts]") {
  several_hosts hosts(sized(4, 2, 10), 2);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(20s);
  for (int i = 0; i < 10; ++i) {
    scatter_request people; // nobody of whom answers within a second
    people.horizon_ms = 1'000;
    people.cls = agent_class::f_human;
    mesh.scatter(people);
    mesh.wait(1s);
  }
  mesh.wait(10s);
  for (const auto* name : {"n1", "n2"})
    CHECK(row_of(hosts, name).returns.breaker == breaker_state::closed);
}
