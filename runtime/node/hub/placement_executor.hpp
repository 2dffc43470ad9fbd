#pragma once
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "runtime/node/hub/host_gate.hpp"
#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/hub/member_news.hpp"
#include "runtime/node/hub/part_places.hpp"
#include "runtime/node/hub/part_ways.hpp"
#include "runtime/node/hub/placement_store.hpp"
#include "runtime/node/hub/sessions.hpp"
#include "runtime/node/hub/silence_inquiries.hpp"
#include "runtime/node/hub/witness_watch.hpp"
#include "runtime/node/protocol/open_questions.hpp"

namespace mesh::node {

/// Carries out what node_table has decided: which node belongs to the mesh, and which
/// part it is given or gives up.
///
/// What places something waits until it is on the disk (placement_store); what only tells
/// how a node is does not. A lost host's parts are nobody's at once, whoever gets them.
class placement_executor {
public:
  /// The other parts of the hub that this one uses.
  struct parts {
    surroundings& around;
    node_table& table;
    hub_memory& kept;
    const host_notices& people;
    sessions& links;
    part_places& places;
    part_ways& ways;
    open_questions& questions;
    member_news& members;
    silence_inquiries& inquiries;
    witness_watch& witnesses;
    placement_store& store;
    host_gate& gate;
  };
  /// `forgotten` is told of each session that is over.
  placement_executor(const parts& others, std::function<time_point()> now,
                     std::function<void(session_id)> forgotten)
      : o_(others), now_(std::move(now)), forgotten_(std::move(forgotten)) {}

  void carry_out(node_actions actions);
  /// A node does not belong to the mesh, and is told why.
  void refuse(session_id session, const error& why);
  /// A node has stopped a part. False: unreadable.
  bool dropped(session_id session, const link_entry& e);
  /// A change of the simulated world, also for nodes that join later.
  void change_world(link_entry change);
  void forget(session_id session);

private:
  void carry_out(const node_action& a);
  void carry_out_stored();
  void accept(const node_action& a);
  void note_joined(const node_action& a, const sessions::peer& p);
  void forget_predecessor(const node_action& a);
  void host(const node_action& a);
  void drop(const node_action& a);
  void lost(const node_action& a);
  void left(const node_action& a);
  void suspect(const node_action& a);
  void back(const node_action& a);
  void take_from(const node_action& a);
  void release(const placed_part& part, const std::string& why);
  void take_offline(const placed_part& part);
  void ask_about(const std::string& name);
  void each_cluster(const placed_part& part,
                    const std::function<void(cluster_id)>& change) const;
  void each_cluster_of(session_id session, const std::function<void(cluster_id)>& change);

  parts o_;
  std::function<time_point()> now_;
  std::function<void(session_id)> forgotten_;
  node_actions unstored_;                // not carried out before the disk has them
  std::deque<link_entry> world_changes_; // so far, for who comes later
};

} // namespace mesh::node
