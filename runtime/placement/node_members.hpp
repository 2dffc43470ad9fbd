#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/placement.hpp"
#include "messages/errors.hpp"
#include "runtime/placement/majority.hpp"
#include "runtime/placement/member_lists.hpp"
#include "runtime/placement/mesh_term.hpp"
#include "runtime/placement/node_entry.hpp"
#include "runtime/placement/node_greeting.hpp"
#include "runtime/placement/stored_placement.hpp"

namespace mesh {

/// The nodes of a mesh, and which lost ones may still work at what they hold (majority.hpp).
///
/// A member may hold something, or go on with others when it does not hear the hub. A node
/// that was lost stays one until it is certain that it cannot be working.
class node_members {
public:
  node_members(const placement_config& cfg, time_point now)
      : cfg_(cfg), return_by_(now + from_ms(cfg.return_ms)) {}

  /// All that were known when it was stored are lost until they come. A hub that has just
  /// begun has heard nobody: all who were members may work.
  void recall(const stored_placement& stored, time_point now);

  /// Adds all that is to outlive the hub.
  void store(stored_placement& to) const;

  [[nodiscard]] node_map& all() { return nodes_; }
  [[nodiscard]] const node_map& all() const { return nodes_; }
  /// Null when nobody has this name.
  [[nodiscard]] const node_entry* find(const std::string& name) const;
  /// Null, and counted, when the session is over or the node is not known.
  node_entry* present(const std::string& name, session_id session);
  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }
  [[nodiscard]] const member_lists& lists() const { return lists_; }

  /// Why a node of this name cannot be let in; none when it can.
  [[nodiscard]] std::optional<error> objection(const node_greeting& g, time_point now) const;
  /// The entry of a node that is let in; another that is only remembered may go for it.
  node_map::iterator admit(const std::string& name);
  /// Another process takes the name. The one before has no lease any more; whether it is
  /// silent, too, is known of one that is dead.
  void follow(node_entry& n, const node_greeting& g, time_point now);
  /// It goes by what its welcome tells it; of a hub of before it may go by an older list.
  void join(node_entry& n, const known_mesh& knows, std::uint64_t mesh) const;
  /// A process that may work, as a node was told. False: another process of its name has
  /// come meanwhile. Nothing that is known of another process of its name holds for it: not
  /// its death, not its host, not what it has heard.
  bool learn_of(const mesh_member& m, std::uint64_t list, time_point now);
  void learn(const member_list& list) { lists_.learn(list); }

  /// Its process says nothing from now on.
  void silence(node_map::value_type& n, time_point now);
  /// It has spoken.
  void unsilence(const mesh_member& process) { gone_.erase(process); }
  /// While this process stood still it could hear nobody.
  void excuse(duration gap, time_point now);
  /// Nothing is heard of it any more; it stays a member while it may work.
  void lose(node_map::value_type& n, bool behind, time_point now);
  /// Lost nodes that cannot work any more stop being members.
  void give_up_idle(bool behind, time_point now);
  /// The list of members, as it is now.
  void update();
  /// Members that have not come.
  [[nodiscard]] std::vector<std::string> missing() const;
  [[nodiscard]] time_point return_by() const { return return_by_; }

private:
  [[nodiscard]] static bool is_over(const node_entry& n, const node_greeting& g);
  [[nodiscard]] error name_in_use(const std::string& name, const node_entry& n,
                                  time_point now) const;
  [[nodiscard]] node_map::const_iterator oldest_gone() const;
  [[nodiscard]] std::vector<mesh_member> all_known() const;
  [[nodiscard]] bool may_work(const node_entry& n, bool behind, time_point now) const;

  placement_config cfg_;
  node_map nodes_;
  member_lists lists_;
  std::map<mesh_member, time_point> gone_; // these say nothing any more, since when
  time_point return_by_;                   // after a restart nodes are waited for until then
  std::uint64_t ignored_ = 0;
};

} // namespace mesh
