#pragma once
#include <functional>

#include "actors/parts/surroundings.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/node/bodies/part_drop.hpp"
#include "runtime/node/bodies/sector_handover.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"
#include "runtime/node/uplink/detached_clusters.hpp"
#include "runtime/node/uplink/hosted_parts.hpp"
#include "runtime/node/uplink/hub_link.hpp"
#include "runtime/node/uplink/node_reports.hpp"
#include "runtime/node/uplink/part_drains.hpp"
#include "runtime/node/uplink/part_pauses.hpp"
#include "runtime/placement/isolation.hpp"

namespace mesh::node {

/// Takes what the hub gives this node, gives up what it takes back, and tells the hub how
/// each part is.
///
/// A part begins only while this node is not cut off. The hub is told of each coordinator
/// or lead that begins, also when there was one before, and that a part is given up only
/// when nothing of it runs any more.
class part_hosting {
public:
  struct parts {
    surroundings& around;
    hosted_parts& held;
    hub_link& link;
    const isolation& cut_off;
    part_drains& drains;
    part_pauses& pauses;
    detached_clusters& detached;
    node_reports& reports;
    agents_port* agents; // null: there is none
  };
  part_hosting(const parts& others, std::function<time_point()> now,
               std::function<void(host_order)> begin)
      : o_(others), now_(std::move(now)), begin_(std::move(begin)) {}

  /// False: there is no such part.
  bool host(const scope& where, std::uint64_t epoch, sector_handover given);
  bool drop(const scope& where, std::uint64_t epoch, const part_drop& how);
  /// Begins those that may.
  void begin_due();

  void learn(const sector_handles& news);
  void learn(const cluster_handles& news);
  void learn(const part_stopped& news);

private:
  void publish(const scope& where, sector_handover& given);
  void goes_up(const placed_part& part, hosted_part& h, bool was_up);

  parts o_;
  std::function<time_point()> now_;
  std::function<void(host_order)> begin_;
};

} // namespace mesh::node
