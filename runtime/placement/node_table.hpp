#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/placement.hpp"
#include "runtime/placement/mesh_term.hpp"
#include "runtime/placement/node_action.hpp"
#include "runtime/placement/node_greeting.hpp"
#include "runtime/placement/node_members.hpp"
#include "runtime/placement/node_row.hpp"
#include "runtime/placement/part_book.hpp"
#include "runtime/placement/part_placer.hpp"
#include "runtime/placement/stored_placement.hpp"

namespace mesh {

/// The nodes of a mesh, and which of them holds which sector (R2, T5): membership,
/// placement and fencing, as decisions. Each input answers what is to be done.
///
/// What is said of sectors holds for clusters that are detached, too. Those go where
/// they are wanted, and with their sector while that node is not there (T1). Once detached
/// they stay so, also when the configuration does not want them anywhere any more.
///
/// A sector has one holder at most. It goes to another node only after its holder
/// said that it has stopped it, came back as a new process, or was lost and is certain
/// not to serve it (majority.hpp). A node is lost silence_ms + rejoin_ms after it was
/// last heard, never sooner, whatever became of its link: a node that is cut off counts
/// the same time, and pauses before it is over or goes on with a majority of the others
/// (isolation.hpp). As long as the hub cannot rule that out a lost node keeps what it
/// has, and stays a member: until more is heard, its process is proven dead, or an
/// operator gives it up. A lost node that returns is told to stop what others have got
/// meanwhile, and gets a share when it has said that it did.
///
/// Two processes with one name: the second is refused until the first has no lease any
/// more (majority.hpp): it has left in order, is proven dead, or is lost and cannot be
/// working. A process that is restarted on its host is let in at once: that host knows
/// that the one before it is gone. A process that lost its name to another is refused in
/// its turn.
///
/// A hub whose data are older than what nodes know, or that has none, finds that out when
/// they say hello (known_mesh). It believes them what they hold, and gives nothing to
/// anybody before all have come that those know of, are proven dead, or an operator has it
/// adopt what is there.
///
/// A node whose processes keep dying soon after they have joined gets nothing for a while,
/// longer each time, unless there is no other.
class node_table {
public:
  /// With the sectors 0 to `sectors` - 1. Nodes that have one in `stored` are waited
  /// for: return_ms. `new_mesh`: the identity of a mesh that begins here.
  node_table(const placement_config& cfg, int sectors, const stored_placement& stored,
             time_point now, std::uint64_t new_mesh = 1);

  /// A node joins, or has a new link. In the answer `drop` comes before `accept`: a
  /// node that had paused may go on when it is welcomed.
  node_actions hello(const node_greeting& node, time_point now);
  /// Anything was heard of it.
  node_actions heard(const std::string& name, session_id session, time_point now);
  node_actions link_lost(const std::string& name, session_id session, time_point now);
  /// It has got what was sent to it at `sent` (channel::reached_at()).
  void reached(const std::string& name, session_id session, time_point sent, time_point now);
  /// It goes by this list of members, or a newer one.
  void acknowledged(const std::string& name, session_id session, std::uint64_t list);
  /// Its process is proven dead (majority.hpp); session 0: that of before a restart of
  /// the hub. Counts only while it is suspect or lost; its sectors go to others when it is
  /// lost.
  node_actions dead(const std::string& name, session_id session, time_point now);
  /// It has stopped the sector; an answer to `drop`, or by itself.
  node_actions dropped(const std::string& name, session_id session, const held_part& what,
                       time_point now);
  /// It leaves in order: its sectors are taken from it, then it has left.
  node_actions goodbye(const std::string& name, session_id session, time_point now);
  /// An operator's: its sectors go to others, moves_at_once, and it gets none, also
  /// not as a new process nor after a restart of the hub, until undrain().
  /// errc::unknown_target.
  tl::expected<node_actions, error> drain(const std::string& name, time_point now) {
    return set_draining(name, true, now);
  }
  tl::expected<node_actions, error> undrain(const std::string& name, time_point now) {
    return set_draining(name, false, now);
  }
  /// An operator's: it is gone for good, or does not work; its sectors go to others.
  /// errc::unknown_target; errc::invalid_argument while it is heard.
  tl::expected<node_actions, error> forget(const std::string& name, time_point now);
  /// An operator's: whoever is not there is gone for good, and what is there is the mesh.
  /// errc::invalid_argument when nothing waits for that.
  tl::expected<node_actions, error> adopt(time_point now);
  /// Time has passed; call it a few times in ask_ms.
  node_actions tick(time_point now);

  /// The part as which a cluster is given to nodes: by itself, or as a part of its sector.
  [[nodiscard]] placed_part part_of(cluster_id cluster) const {
    return of_.parts.part_of(cluster);
  }
  /// The clusters of a sector that are detached.
  [[nodiscard]] std::vector<cluster_id> detached(sector_id sector) const {
    return of_.parts.detached(sector);
  }
  /// Whether what this node says about the part is to be believed.
  [[nodiscard]] bool serves(const std::string& name, session_id session,
                            const placed_part& what) const;
  /// The node to ask about it: its holder's name; empty: nobody.
  [[nodiscard]] std::string holder(const placed_part& what) const {
    return of_.parts.holder(what);
  }
  [[nodiscard]] std::uint64_t epoch(const placed_part& what) const {
    return of_.parts.epoch(what);
  }
  /// Of its newest process, also of before a restart of the hub; 0: not known.
  [[nodiscard]] session_id process(const std::string& name) const;
  /// All that is placed, and all nodes.
  [[nodiscard]] stored_placement stored() const;
  /// It is on the disk, as this term.
  void stored_as(std::uint64_t term) { of_.term.stored_as(term); }
  [[nodiscard]] std::uint64_t mesh() const { return of_.term.id(); }
  [[nodiscard]] std::uint64_t term() const { return of_.term.term(); }
  /// Why no sector is given to anybody, and what an operator can do; errc::none: nothing
  /// keeps it from that.
  [[nodiscard]] error waits_for() const { return placer_.waits_for(of_); }
  /// The peers that nodes are to ask when they no longer hear the hub. Tell all that are taken
  /// in each new list, in order, and only when it is stored.
  [[nodiscard]] const member_list& members() const { return of_.members.lists().newest(); }
  /// All nodes, by name.
  [[nodiscard]] std::vector<node_row> rows(time_point now) const;
  /// Inputs about sessions that are over or nodes that are not known.
  [[nodiscard]] std::uint64_t ignored() const { return of_.members.ignored(); }

private:
  [[nodiscard]] std::optional<error> objection(const node_greeting& g, time_point now) const;
  void learn(const node_greeting& g, time_point now);
  void compare(node_entry& n, const node_greeting& g, bool anew, node_actions& before,
               node_actions& after);
  bool believe(const node_greeting& g, const held_part& claim, node_actions& before);
  void settle_unclaimed(const node_greeting& g, const std::vector<bool>& claimed, bool anew,
                        node_actions& before, node_actions& after);
  static void suspect(node_map::value_type& n, std::string why, time_point now,
                      node_actions& out);
  void give_up(node_map::value_type& n, time_point now, node_actions& out);
  void forget(node_map::value_type& n, time_point now, node_actions& out);
  void end_leaving(time_point now, node_actions& out);
  tl::expected<node_actions, error> set_draining(const std::string& name, bool draining,
                                                 time_point now);
  node_actions placed(time_point now, node_actions out);

  placement_config cfg_;
  placement_state of_;
  part_placer placer_;
  time_point last_tick_;
};

} // namespace mesh
