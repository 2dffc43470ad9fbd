#pragma once
#include <map>
#include <string>
#include <vector>

#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/hub/sessions.hpp"

namespace mesh::node {

/// Tells nodes of each other, and of what the hub has stored (R2).
///
/// Each node that belongs to the mesh is told every new list of members, in order, and
/// only when that is on the disk; it goes by a list from when it has acknowledged it.
class member_news {
public:
  member_news(node_table& table, sessions& links, hub_memory& kept)
      : table_(table), links_(links), kept_(kept) {}

  /// Where a node answers others; empty: nowhere.
  void learn_witness(const std::string& name, const std::string& witness);
  /// A node joins.
  void welcome(session_id session, node_welcome what) {
    tell(session, entry_kind::welcome, std::move(what));
  }
  /// Tells whoever does not know the newest list, or term.
  void spread();
  /// A node has handled what it has acknowledged.
  void note_reached(session_id session, time_point now);
  void forget(session_id session) { told_.erase(session); }

private:
  struct told {
    std::uint64_t list = 0; // of members, the newest
    std::uint64_t mark = 0; // of the link, after that
    std::uint64_t witnesses = 0;
    std::uint64_t term = 0;
  };
  void tell(session_id session, entry_kind how, node_welcome what);
  [[nodiscard]] std::vector<node_peer> others_than(const std::string& name) const;

  node_table& table_;
  sessions& links_;
  hub_memory& kept_;
  std::map<session_id, told> told_;
  std::uint64_t witnesses_changed_ = 0;
};

} // namespace mesh::node
