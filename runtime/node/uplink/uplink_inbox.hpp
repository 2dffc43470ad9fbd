#pragma once
#include <functional>

#include "runtime/channel/borrowed_messages.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/node/bodies/world_change.hpp"
#include "runtime/node/uplink/detached_clusters.hpp"
#include "runtime/node/uplink/mesh_membership.hpp"
#include "runtime/node/uplink/part_hosting.hpp"
#include "runtime/node/uplink/part_inbox.hpp"
#include "runtime/node/uplink/people_elsewhere.hpp"

namespace mesh::node {

/// Receives what the orchestrator's host says to a node, and gives it to whom it is for: the
/// node itself, a part that is here, or a cluster that is detached from its sector.
class uplink_inbox {
public:
  struct parts {
    surroundings& around;
    simulated_world& world;
    hosted_parts& held;
    mesh_membership& membership;
    part_hosting& hosting;
    part_inbox& inbox;
    part_drains& drains;
    detached_clusters& detached;
    node_reports& reports;
    agents_port* agents; // null: there is none
    people_elsewhere& people;
  };
  /// `greet_later` is called when the hub has refused this node, which is to try again.
  uplink_inbox(const parts& others, std::function<time_point()> now,
               std::function<void()> greet_later)
      : o_(others), now_(std::move(now)), greet_later_(std::move(greet_later)) {}

  void take(const link_entry& e);
  /// The hub is another life.
  void begin_again() { borrowed_.clear(); }

  // About this node, and clusters that are detached (runtime/node/protocol/dispatch.hpp)
  void take(row<entry_kind::welcome> kind, node_welcome w, const link_entry& e);
  void take(row<entry_kind::refused> kind, const error& why, const link_entry& e);
  void take(row<entry_kind::peers> kind, node_welcome w, const link_entry& e);
  void take(row<entry_kind::mesh_term> kind, const known_mesh& stored, const link_entry& e);
  void take(row<entry_kind::host_sector> kind, sector_handover given, const link_entry& e);
  void take(row<entry_kind::drop_sector> kind, const part_drop& how, const link_entry& e);
  void take(row<entry_kind::simulate> kind, const world_change& change, const link_entry& e);
  void take(row<entry_kind::lent_message> kind, message lent, const link_entry& e);
  void take(row<entry_kind::forget_message> kind, const link_entry& e);
  void take(row<entry_kind::admission> kind, admission_answer how, const link_entry& e) const;
  void take(row<entry_kind::port_order> kind, const port_order& what,
            const link_entry& e) const;
  void take(row<entry_kind::person_answer> kind, person_answer what, const link_entry& e) const;
  void take(row<entry_kind::people_paces> kind, const people_paces& all,
            const link_entry& e) const;
  void take(row<entry_kind::sector_up> kind, const link_entry& e);
  void take(row<entry_kind::sector_down> kind, const link_entry& e);
  void take(row<entry_kind::sector_failed> kind, error why, const link_entry& e);
  void take(row<entry_kind::roster_changes> kind, const roster_changes& changes,
            const link_entry& e);

private:
  bool to_cluster(const link_entry& envelope);
  bool from_cluster(const link_entry& envelope);
  bool to_part(const placed_part& part, const link_entry& e);
  bool read(const link_entry& e);
  void learn(const link_entry& e, const part_news& news);

  parts o_;
  std::function<time_point()> now_;
  std::function<void()> greet_later_;
  borrowed_messages borrowed_;
  std::uint64_t world_changed_ = 0; // number of the newest change
  bool good_ = true;                // what is read at present means something
};

} // namespace mesh::node
