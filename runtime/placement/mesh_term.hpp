#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "runtime/placement/member_lists.hpp"
#include "runtime/placement/node_greeting.hpp"
#include "runtime/placement/stored_placement.hpp"

namespace mesh {

/// Which mesh this is, and whether this hub knows as much of it as its nodes do.
///
/// A hub whose data are older than what a node knows, or that has none, is behind from then
/// on, until all have come of whom anybody knows, or an operator adopts what is there.
class mesh_term {
public:
  /// `new_mesh`: the identity of a mesh that begins here.
  mesh_term(const stored_placement& stored, std::uint64_t new_mesh);

  [[nodiscard]] std::uint64_t id() const { return id_; } // 0: nothing was ever placed
  [[nodiscard]] std::uint64_t term() const { return term_; }
  [[nodiscard]] bool is_behind() const { return behind_; }
  /// The node that knew more, for people.
  [[nodiscard]] const std::string& informant() const { return informant_; }
  /// Processes that may work, of whose names others have come meanwhile.
  [[nodiscard]] const std::vector<mesh_member>& strangers() const { return strangers_; }
  /// That a node is of another mesh than this.
  [[nodiscard]] bool is_other(const known_mesh& knows) const {
    return knows.id != 0 && id_ != 0 && knows.id != id_;
  }

  /// Something is placed for the first time.
  void begin();
  void stored_as(std::uint64_t term) { term_ = term; }
  /// Whether the node knows more than this hub, which is behind from then on. What this hub
  /// has counted since it began says nothing about what nodes knew before.
  bool learn(const node_greeting& node);
  /// From now on the process knows what this hub has told it.
  void note_told(const mesh_member& process);
  void note_stranger(const mesh_member& process);
  void forget_stranger(const mesh_member& process);
  void caught_up() { behind_ = false; }
  /// An operator's: what is there is the mesh.
  void adopt();

private:
  std::uint64_t new_mesh_;
  std::uint64_t id_;
  std::uint64_t term_;
  std::uint64_t known_term_;            // up to this one this hub knew all, or has learned it
  std::deque<mesh_member> told_;        // these were told terms by this hub, newest last
  bool behind_;                         // nodes know more than this
  std::string informant_ = "its hosts"; // who knew more
  std::vector<mesh_member> strangers_;
};

} // namespace mesh
