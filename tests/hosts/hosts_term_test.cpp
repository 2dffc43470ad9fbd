// Who may be given sectors, in virtual time: an orchestrator that has lost its data, or has
// old ones; a second process of a host's name; a host that keeps dying (R2).
#include <algorithm>
#include <filesystem>

#include "tests/hosts/several_hosts.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint8_t all_sectors = 12;

/// For so long no sector is served twice.
void check_never_twice(several_hosts& hosts, duration time) {
  for (auto until = hosts.mesh().now() + time; hosts.mesh().now() < until;) {
    hosts.mesh().wait(100ms);
    for (std::uint8_t s = 0; s < all_sectors; ++s)
      CHECK(hosts.who_serves({s}).size() <= 1);
  }
}

/// n4, and later n1 to n3; with a copy of the data of when n4 was alone.
struct with_old_copy {
  with_old_copy() {
    hosts.add_host("n4");
    REQUIRE(hosts.whole());
    hosts.mesh().wait(2s);
    std::filesystem::copy_file(folder.path() / "placement", copy.path() / "placement");
    for (const auto* name : {"n1", "n2", "n3"})
      hosts.add_host(name);
    REQUIRE(hosts.becomes(60s, [&] {
      const auto nodes = hosts.mesh().others()->nodes().nodes;
      return std::ranges::all_of(nodes, [](const auto& n) { return n.row.sectors == 3; });
    }));
    REQUIRE(hosts.whole());
    hosts.mesh().wait(5s);
    for (std::size_t i = 1; i < 4; ++i)
      hosts.at(i).link->cut();
    hosts.mesh().wait(200ms);
    hosts.stop_orchestrator();
  }
  void check_waits() {
    check_never_twice(hosts, 40s);
    const auto report = hosts.mesh().others()->nodes();
    CHECK(report.waits_for.code == errc::approval_required);
    CHECK(report.waits_for.detail.find("n1, n2, n3") != std::string::npos);
    CHECK(report.unplaced == 9);
    for (std::uint8_t s = 0; s < all_sectors; ++s)
      CHECK(hosts.who_serves({s}).size() == 1); // n1 to n3 go on together
  }
  void check_returns() {
    for (std::size_t i = 1; i < 4; ++i)
      hosts.at(i).link->mend();
    check_never_twice(hosts, 15s);
    REQUIRE(hosts.whole());
    CHECK(hosts.mesh().others()->nodes().waits_for.code == errc::none);
    CHECK(hosts.mesh().scatter({}).missing() == 0);
  }

  test::data_folder folder, copy;
  several_hosts hosts{sized(all_sectors, 1, 3), 0, {}, folder.path().string()};
};

int sectors_of(several_hosts& hosts, const std::string& name) {
  for (const auto& n : hosts.mesh().others()->nodes().nodes)
    if (n.row.name == name)
      return n.row.sectors;
  return -1;
}

} // namespace

TEST_CASE_METHOD(with_old_copy,
                 "R2 an orchestrator that starts without its data serves no sector twice",
                 "[hosts]") {
  hosts.keep_data_in({});
  hosts.start_orchestrator();
  check_waits();
  check_returns();
}

TEST_CASE_METHOD(with_old_copy,
                 "R2 an orchestrator that starts with an old copy of its data serves no sector "
                 "twice",
                 "[hosts]") {
  hosts.keep_data_in(copy.path().string());
  hosts.start_orchestrator();
  check_waits();
  check_returns();
}

TEST_CASE_METHOD(
    with_old_copy,
    "R2 an operator has an orchestrator without data adopt the hosts that are left",
    "[hosts]") {
  for (int i = 0; i < 3; ++i)
    hosts.vanish(static_cast<std::size_t>(i) + 1);
  hosts.keep_data_in({});
  hosts.start_orchestrator();
  hosts.mesh().wait(30s);
  CHECK(hosts.sectors_up() == 3);
  CHECK(hosts.mesh().others()->order({}, node_act::adopt).code == errc::none);
  REQUIRE(hosts.whole());
  CHECK(sectors_of(hosts, "n4") == all_sectors);
  CHECK(hosts.mesh().others()->order({}, node_act::adopt).code == errc::invalid_argument);
}

TEST_CASE("R2 a second process of a host's name waits until the first has paused, and then "
          "that one stops",
          "[hosts]") {
  several_hosts hosts(sized(all_sectors, 1, 3), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(5s);
  hosts.add_host("n1", {}, true);
  check_never_twice(hosts, 10s);
  CHECK(mesh.scatter({}).missing() == 0); // the first has all it had
  hosts.at(0).link->cut();
  hosts.at(0).link->end();
  check_never_twice(hosts, 20s);
  REQUIRE(hosts.whole()); // the second has followed
  CHECK(hosts.state_of("n1") == node_state::up);
  hosts.at(0).link->mend();
  check_never_twice(hosts, 10s);
  for (std::uint8_t s = 0; s < all_sectors; ++s)
    CHECK(hosts.who_serves({s}).size() == 1);
  CHECK(mesh.scatter({}).missing() == 0);
}

TEST_CASE("R2 a second process of a host's name follows at once when its predecessor on that "
          "host is gone",
          "[hosts]") {
  several_hosts hosts(sized(all_sectors, 1, 3), 2);
  REQUIRE(hosts.whole());
  hosts.mesh().wait(5s);
  hosts.kill(0);
  hosts.add_host("n1");
  hosts.mesh().wait(2s);
  CHECK(hosts.state_of("n1") == node_state::up);
  REQUIRE(hosts.whole(5s));
}

TEST_CASE("R2 a host that dies again and again soon after it has joined gets no sectors for a "
          "while",
          "[hosts]") {
  several_hosts hosts(sized(all_sectors, 1, 3), 3);
  REQUIRE(hosts.whole());
  auto& mesh = hosts.mesh();
  mesh.wait(5s);
  auto last = std::size_t{1};
  auto ran = 0;
  for (int i = 0; i < 12; ++i) {
    hosts.kill(last);
    mesh.wait(500ms);
    hosts.add_host("n2");
    last = hosts.size() - 1;
    mesh.wait(1s);
    ran += i >= 3 && mesh.scatter({}).missing() == 0 ? 1 : 0;
  }
  CHECK(ran == 9); // it takes nobody along any more
  CHECK(sectors_of(hosts, "n2") == 0);
  for (const auto& n : mesh.others()->nodes().nodes)
    if (n.row.name == "n2") {
      CHECK(n.row.deaths == 12);
      CHECK(n.row.held_back > 60s);
    }
  CHECK(mesh.events().count("HOST_LOOPING") >= 9); // all but the first death
  CHECK(hosts.becomes(400s, [&] { return sectors_of(hosts, "n2") == 4; })); // it lives now
}
