// Sectors that move while their host is there, in virtual time: what goes on in them may
// end first (T5).
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Takes its time, and counts how often it was begun.
struct long_work : work {
  long_work(std::shared_ptr<int> begun, duration takes)
      : begun_(std::move(begun)), takes_(takes) {}
  std::optional<planned_result> start(const job&, const std::function<work_done()>&) override {
    ++*begun_;
    return planned_result{work_result::ready("done"), takes_};
  }
  std::shared_ptr<int> begun_;
  duration takes_;
};

struct busy_mesh {
  explicit busy_mesh(duration takes, config cfg = sized(6, 2, 5))
      : hosts(std::move(cfg), 3, {{scope(), {}, [this, takes](const agent_identity&) {
                                     return std::make_shared<long_work>(begun, takes);
                                   }}}) {
    REQUIRE(hosts.whole());
    hosts.mesh().wait(2s);
  }
  /// All agents are asked at once.
  scatter_result ask() {
    scatter_request all;
    all.scheduled = false;
    all.window_ms = 25'000;
    return hosts.mesh().scatter(all);
  }
  [[nodiscard]] int sectors_of(const std::string& name) {
    for (const auto& n : hosts.mesh().others()->nodes().nodes)
      if (n.row.name == name)
        return n.row.sectors;
    return -1;
  }
  std::shared_ptr<int> begun = std::make_shared<int>(0);
  several_hosts hosts;
};

} // namespace

TEST_CASE("T5 what is in hand on a host that is drained ends there, and is not begun again",
          "[hosts]") {
  busy_mesh in(4s);
  in.hosts.order_later(1s, {"n1", node_act::drain});
  const auto all = in.ask();
  CHECK(all.missing() == 0);
  CHECK(all.summary.ready == all.summary.sent);
  CHECK(*in.begun == static_cast<int>(all.summary.sent));
  REQUIRE(in.hosts.becomes(20s, [&] { return in.sectors_of("n1") == 0; }));
  REQUIRE(in.hosts.whole());
  in.hosts.mesh().wait(1s);
  CHECK(in.ask().missing() == 0);
}

TEST_CASE("T5 what is in hand ends first when a host joins and gets its share", "[hosts]") {
  busy_mesh in(4s);
  in.hosts.add_host("n4"); // has its share in a moment
  const auto all = in.ask();
  CHECK(all.missing() == 0);
  CHECK(all.summary.ready == all.summary.sent);
  CHECK(*in.begun == static_cast<int>(all.summary.sent));
  REQUIRE(in.hosts.becomes(20s, [&] { return in.sectors_of("n4") > 0; }));
}

TEST_CASE("T5 what does not end in hand is not waited for longer than placement.drain_ms",
          "[hosts]") {
  auto cfg = sized(6, 2, 5);
  cfg.placement.drain_ms = 5'000;
  busy_mesh in(1h, cfg);
  in.hosts.order_later(1s, {"n1", node_act::drain});
  scatter_request all;
  all.scheduled = false;
  all.window_ms = 2'000;
  in.hosts.mesh().scatter(all);
  CHECK(in.sectors_of("n1") == 2);
  in.hosts.mesh().wait(8s);
  CHECK(in.sectors_of("n1") == 0);
}

TEST_CASE("T5 sectors in which nothing goes on move at once", "[hosts]") {
  busy_mesh in(4s);
  CHECK(in.hosts.mesh().others()->order("n1", node_act::drain).code == errc::none);
  in.hosts.mesh().wait(1s);
  CHECK(in.sectors_of("n1") == 0);
}

TEST_CASE("T5 what is in hand on a host that leaves in order ends there", "[hosts]") {
  busy_mesh in(4s);
  in.hosts.leave_later(1s, 0);
  const auto all = in.ask();
  CHECK(all.missing() == 0);
  CHECK(all.summary.ready == all.summary.sent);
  CHECK(*in.begun == static_cast<int>(all.summary.sent));
  CHECK(in.hosts.becomes(20s, [&] { return in.hosts.state_of("n1") == node_state::left; }));
}
