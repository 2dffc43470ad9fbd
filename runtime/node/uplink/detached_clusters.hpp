#pragma once
#include <functional>
#include <map>

#include <caf/event_based_actor.hpp>

#include "actors/parts/surroundings.hpp"
#include "runtime/node/protocol/hub_messages.hpp"
#include "runtime/node/protocol/open_questions.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"
#include "runtime/node/uplink/hosted_parts.hpp"
#include "runtime/node/uplink/hub_link.hpp"
#include "runtime/node/uplink/part_inbox.hpp"

namespace mesh::node {

/// The traffic between sectors and the clusters that are detached from them (T1). Here is
/// the sector, the cluster, or both: what one says to the other stays in the process when
/// both are here, and goes through the orchestrator's host when they are not.
class detached_clusters {
public:
  detached_clusters(caf::event_based_actor* self, surroundings& around, hosted_parts& parts,
                    hub_link& link, part_inbox& inbox)
      : self_(self), around_(around), parts_(parts), link_(link), inbox_(inbox) {}

  // The sector is here
  /// A proxy that replaces another one learns how its cluster is.
  void meet(const proxy_is& news);
  /// A proxy says it to its cluster.
  void pass_on(for_part said);
  /// News of a cluster, wherever it is.
  void learn(cluster_id cluster, const part_news& news);
  /// A lead's message to its coordinator. False: a lead does not say that.
  bool from_cluster(cluster_id cluster, const parcel& said);
  void answered(const link_entry& e) { questions_.answer(e); }
  /// The sector is here no more.
  void forget(sector_id sector);

  // The cluster is here
  void take(const to_coordinator& said);
  /// To a question from where its sector is.
  void answer(link_entry e);

private:
  struct detached_cluster {
    caf::actor proxy;
    bool up = false;
  };
  caf::event_based_actor* self_;
  surroundings& around_;
  hosted_parts& parts_;
  hub_link& link_;
  part_inbox& inbox_;
  std::map<cluster_id, detached_cluster> detached_; // of sectors that are here
  open_questions questions_;
};

} // namespace mesh::node
