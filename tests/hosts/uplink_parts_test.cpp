// The parts of a node's uplink, each by itself.
#include <caf/all.hpp>

#include "messages/type_ids.hpp"
#include "runtime/node/uplink/hub_link.hpp"
#include "runtime/node/uplink/part_drains.hpp"
#include "runtime/node/uplink/part_pauses.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace std::chrono_literals;

namespace {

config two_sectors() {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 3);
  return cfg;
}

/// With an argument: CAF 0.17.6 dereferences none of a function that has none.
caf::behavior idle_actor(caf::event_based_actor*, int /*any*/) {
  return {[](int) {
  }};
}

/// What this node holds: sector 0, with its coordinator.
struct held_sector {
  config cfg = two_sectors();
  roster who{cfg};
  caf::actor_system_config system_cfg;
  caf::actor_system system{system_cfg};
  caf::actor coordinator = system.spawn(idle_actor, 0);
  hosted_parts parts;
  time_point now = time_point() + 1h;
  std::vector<freeze_order> orders;
  std::vector<std::size_t> leaving;
  std::vector<placed_part> stopped;
  part_pauses pauses{parts, who, [this](const caf::actor&, freeze_order order) {
                       orders.push_back(std::move(order));
                     }};
  part_drains drains{parts,
                     who,
                     {[this] { return now; },
                      [this](const caf::actor&, const leave_order& order) {
                        leaving.push_back(order.whom.size());
                      },
                      [this](const placed_part& part) {
                        stopped.push_back(part);
                      }}};
  held_sector() {
    auto& h = parts[sector_id{0}];
    h.coordinator = caf::actor_cast<sector_coordinator_actor>(coordinator);
    h.supervisor = caf::actor_cast<sector_supervisor_actor>(coordinator);
    h.begun = true;
  }
  ~held_sector() { caf::anon_send_exit(coordinator, caf::exit_reason::kill); }
  held_sector(const held_sector&) = delete;
  held_sector& operator=(const held_sector&) = delete;
  hosted_part& part() { return parts[sector_id{0}]; }
  std::vector<std::pair<freeze_act, scope>> told() {
    std::vector<std::pair<freeze_act, scope>> all;
    for (const auto& order : std::exchange(orders, {}))
      all.emplace_back(order.what, order.where);
    return all;
  }
};

using acts = std::vector<std::pair<freeze_act, scope>>;

} // namespace

TEST_CASE("R2 a pause stops what is here once, and not what is elsewhere", "[hosts]") {
  held_sector t;
  t.pauses.pause_all(true);
  t.pauses.pause_all(true);
  CHECK(t.told() == acts{{freeze_act::freeze, sector_id{0}}});
  t.pauses.pause_all(false);
  CHECK(t.told() == acts{{freeze_act::thaw, sector_id{0}}});
  t.part().detached = {cluster_id{0, 1}};
  t.pauses.pause_all(true);
  CHECK(t.told() == acts{{freeze_act::freeze, cluster_id{0, 0}}});
}

TEST_CASE("O6 what an operator has frozen stays so after a pause", "[hosts]") {
  held_sector t;
  t.pauses.freeze(t.part(), {1, freeze_act::freeze, cluster_id{0, 1}, {}});
  CHECK(t.told() == acts{{freeze_act::freeze, cluster_id{0, 1}}});
  t.pauses.pause_all(true);
  t.pauses.pause_all(false);
  CHECK(t.told()
        == acts{{freeze_act::freeze, cluster_id{0, 0}}, {freeze_act::thaw, cluster_id{0, 0}}});
  t.pauses.pause_all(true);
  t.told();
  t.pauses.freeze(t.part(), {2, freeze_act::thaw, scope(), {}}); // goes on with the others
  CHECK(t.told().empty());
  t.pauses.pause_all(false);
  CHECK(t.told() == acts{{freeze_act::thaw, sector_id{0}}});
}

TEST_CASE("R2 what is to be dropped does not go on after a pause", "[hosts]") {
  held_sector t;
  t.pauses.pause_all(true);
  t.told();
  t.part().dropping = true;
  t.pauses.pause_all(false);
  CHECK(t.told().empty());
}

TEST_CASE("T5 a part moves when nothing is open with its agents", "[hosts]") {
  held_sector t;
  t.drains.drain(sector_id{0}, t.part(), 10s);
  CHECK(t.leaving == std::vector<std::size_t>{6});
  for (std::uint8_t c = 0; c < 2; ++c)
    for (std::uint8_t a = 0; a < 3; ++a) {
      CHECK(t.stopped.empty());
      t.drains.note_idle(agent_id{0, c, a});
    }
  CHECK(t.stopped == std::vector<placed_part>{sector_id{0}});
  t.drains.due(); // it was told already
  CHECK(t.stopped.size() == 1);
}

TEST_CASE("T5 a part moves at once when nothing goes on, and late at its bound", "[hosts]") {
  held_sector t;
  t.drains.drain(sector_id{0}, t.part(), 10s);
  t.now += 9s;
  t.drains.due();
  CHECK(t.stopped.empty());
  t.now += 1s;
  t.drains.due();
  CHECK(t.stopped.size() == 1);
  held_sector paused;
  paused.pauses.pause_all(true);
  paused.drains.drain(sector_id{0}, paused.part(), 10s);
  CHECK(paused.stopped.size() == 1);
  CHECK(paused.leaving.empty());
}

TEST_CASE("T2 what is for the hub waits while there is no link", "[hosts]") {
  held_sector t;
  mesh_counters counters;
  std::size_t sent = 0;
  std::vector<time_point> dials;
  hub_link link(t.cfg, 1, counters,
                {[&] { return t.now; }, [&](const caf::actor&, const link_batch&) { ++sent; },
                 [](time_point) {}, [&](time_point at) { dials.push_back(at); },
                 [] {
                 }});
  link.offer(entry_kind::counters, {}, "x");
  link.flush();
  CHECK(sent == 0);
  CHECK_FALSE(link.is_idle());
  CHECK(link.found(t.coordinator));
  CHECK_FALSE(link.found(t.coordinator)); // there is one
  link.flush();
  CHECK(sent > 0);
  CHECK_FALSE(link.lost({}));
  CHECK(link.lost(t.coordinator.address()));
  CHECK(dials == std::vector<time_point>{t.now + from_ms(t.cfg.node.redial_ms)});
}
