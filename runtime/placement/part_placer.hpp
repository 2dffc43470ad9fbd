#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "config/placement.hpp"
#include "messages/errors.hpp"
#include "runtime/placement/mesh_term.hpp"
#include "runtime/placement/node_action.hpp"
#include "runtime/placement/node_members.hpp"
#include "runtime/placement/part_book.hpp"
#include "runtime/placement/plan.hpp"

namespace mesh {

/// All that a hub knows of its mesh.
struct placement_state {
  part_book parts;
  node_members members;
  mesh_term term;
};

/// Gives away what nobody holds, and has parts stopped that others should have (T1, T5, R2).
///
/// Nothing is given away while more nodes are likely to come that would hold or get it, nor
/// while nodes know more than this hub; and never what a lost node may still work at.
class part_placer {
public:
  part_placer(const placement_config& cfg, time_point now) : cfg_(cfg), newest_hello_(now) {}

  /// Some of those that held something when it was stored are waited for.
  void await_holders() { awaiting_ = true; }
  /// A process has come.
  void came(time_point now) { newest_hello_ = now; }
  /// An operator does not wait for expected_nodes.
  void adopt() { adopted_ = true; }

  void place(placement_state& of, time_point now, node_actions& out);
  /// When all are there of which anybody knows, what is held is known, too.
  void catch_up(placement_state& of, time_point now) const;
  static void stop(placement_state& of, part_entry& part, node_actions& out);
  /// Its holder is lost, and perhaps works at it.
  [[nodiscard]] static bool keeps(const placement_state& of, const part_entry& s);
  /// Why nothing is given to anybody, and what an operator can do; errc::none: nothing
  /// keeps it from that.
  [[nodiscard]] error waits_for(const placement_state& of) const;

private:
  static void place_detached(placement_state& of, time_point now, node_actions& out);
  static void host(placement_state& of, part_entry& part, const std::string& name,
                   node_actions& out);
  [[nodiscard]] bool may_place(const placement_state& of, time_point now);
  [[nodiscard]] static std::vector<node_share> shares(const placement_state& of,
                                                      time_point now);
  [[nodiscard]] static std::ptrdiff_t takers(const placement_state& of, time_point now);
  [[nodiscard]] static std::vector<std::string> missing(const placement_state& of);

  placement_config cfg_;
  time_point newest_hello_;
  bool adopted_ = false;
  bool awaiting_ = false; // some have not come
  bool settled_ = false;  // somebody has been given sectors since nobody was there
};

} // namespace mesh
