// The part of the uplink that needs all others: what the hub gives and takes back.
#include "runtime/node/uplink/part_hosting.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

config two_sectors_of_two() {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 3);
  return cfg;
}

/// All parts of an uplink that hold what the hub gives, and an actor that they send with.
struct whole_uplink {
  deterministic_system system{two_sectors_of_two()};
  surroundings around = system.around();
  time_point now = system.now() + 1h;
  std::function<time_point()> clock = [this] {
    return now;
  };
  probe above = system.make_probe(); // a supervisor, coordinator or lead of here
  hosted_parts held;
  std::vector<placed_part> begun;
  std::vector<placed_part> stopped;
  isolation cut_off{around.cfg.placement};
  hub_link link{around.cfg,
                1,
                around.counters,
                {clock, [](const caf::actor&, const link_batch&) {}, [](time_point) {},
                 [](time_point) {},
                 [] {
                 }}};
  /// Runs nothing: parts send in its name.
  struct sender : caf::event_based_actor {
    using caf::event_based_actor::event_based_actor;
    caf::behavior make_behavior() override {
      return {[](caf::ok_atom) {
      }};
    }
  };
  caf::actor self_handle = system.keep(system.system().spawn<sender>());
  caf::event_based_actor* self =
      dynamic_cast<caf::event_based_actor*>(caf::actor_cast<caf::abstract_actor*>(self_handle));
  node_reports reports{around, held, link, clock};
  part_pauses pauses{held, around.who, [](const caf::actor&, const freeze_order&) {
                     }};
  part_drains drains{held,
                     around.who,
                     {clock, [](const caf::actor&, const leave_order&) {},
                      [this](const placed_part& part) {
                        stopped.push_back(part);
                      }}};
  part_inbox inbox{self, around, held, pauses, [this](link_entry e) {
                     link.offer(std::move(e));
                   }};
  detached_clusters detached{self, around, held, link, inbox};
  part_hosting hosting{{around, held, link, cut_off, drains, pauses, detached, reports},
                       clock,
                       [this](const host_order& order) {
                         begun.push_back(order.what);
                       }};

  sector_handles up(sector_id sector) const {
    return {sector, above.as<sector_supervisor_actor>(), above.as<sector_coordinator_actor>()};
  }
};

} // namespace

TEST_CASE("R2 a part that is given twice begins once, with the newest epoch", "[hosts]") {
  whole_uplink t;
  t.cut_off.welcomed(t.now);
  CHECK_FALSE(t.hosting.host(sector_id{9}, 1, {}));
  CHECK_FALSE(t.hosting.host(scope(), 1, {}));
  CHECK(t.hosting.host(sector_id{0}, 1, {}));
  CHECK(t.hosting.host(sector_id{0}, 3, {}));
  CHECK(t.begun == std::vector<placed_part>{sector_id{0}});
  CHECK(t.held.at(sector_id{0}).epoch == 3);
}

TEST_CASE("R2 a part does not begin before the node belongs to the mesh", "[hosts]") {
  whole_uplink t;
  CHECK(t.hosting.host(sector_id{0}, 1, {}));
  CHECK(t.begun.empty());
  t.cut_off.welcomed(t.now);
  t.hosting.begin_due();
  t.hosting.begin_due();
  CHECK(t.begun == std::vector<placed_part>{sector_id{0}});
}

TEST_CASE("R2 a part is given up for its own epoch, and when nothing of it runs", "[hosts]") {
  whole_uplink t;
  t.cut_off.welcomed(t.now);
  t.hosting.host(sector_id{0}, 5, {});
  t.hosting.learn(t.up(sector_id{0}));
  CHECK(t.hosting.drop(sector_id{0}, 4, {})); // of an earlier placement
  CHECK(t.stopped.empty());
  CHECK(t.hosting.drop(sector_id{0}, 6, {}));
  CHECK(t.stopped == std::vector<placed_part>{sector_id{0}});
  CHECK(t.held.contains(sector_id{0}));
  t.hosting.learn(part_stopped{sector_id{0}, {}});
  CHECK(t.held.empty());
}

TEST_CASE("R2 a part whose supervisor was given up stays here, and is down", "[hosts]") {
  whole_uplink t;
  t.cut_off.welcomed(t.now);
  t.hosting.host(sector_id{0}, 5, {});
  t.hosting.learn(t.up(sector_id{0}));
  CHECK(t.held.at(sector_id{0}).up());
  t.hosting.learn(part_stopped{sector_id{0}, {errc::restart_budget_spent, "it failed"}});
  REQUIRE(t.held.contains(sector_id{0}));
  CHECK_FALSE(t.held.at(sector_id{0}).up());
}
