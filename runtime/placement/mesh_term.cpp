#include "runtime/placement/mesh_term.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

mesh_term::mesh_term(const stored_placement& stored, std::uint64_t new_mesh)
    : new_mesh_(new_mesh),
      id_(stored.mesh),
      term_(stored.term),
      known_term_(stored.term),
      behind_(stored.behind) {}

void mesh_term::begin() {
  if (id_ == 0)
    id_ = new_mesh_;
}

bool mesh_term::learn(const node_greeting& node) {
  const auto& k = node.knows;
  const auto known =
      std::ranges::count(told_, mesh_member{node.name, node.session}) > 0 ? term_ : known_term_;
  if (k.id == 0 || is_other(k) || (k.term <= known && !behind_))
    return false;
  known_term_ = std::max(known_term_, k.term);
  id_ = k.id;
  if (!std::exchange(behind_, true))
    informant_ = node.name;
  term_ = std::max(term_, k.term);
  return true;
}

void mesh_term::note_told(const mesh_member& process) {
  constexpr std::size_t most = 1'024; // whoever comes back later is compared as a stranger
  if (std::ranges::count(told_, process) == 0)
    told_.push_back(process);
  if (told_.size() > most)
    told_.pop_front();
}

void mesh_term::note_stranger(const mesh_member& process) {
  if (std::ranges::count(strangers_, process) == 0)
    strangers_.push_back(process);
}

void mesh_term::forget_stranger(const mesh_member& process) {
  std::erase(strangers_, process);
}

void mesh_term::adopt() {
  behind_ = false;
  known_term_ = term_;
  strangers_.clear();
}

} // namespace mesh
