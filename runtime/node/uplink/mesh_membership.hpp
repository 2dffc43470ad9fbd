#pragma once
#include <functional>
#include <string>
#include <vector>

#include "runtime/node/uplink/hosted_parts.hpp"
#include "runtime/node/uplink/hub_link.hpp"
#include "runtime/node/uplink/uplink_setup.hpp"
#include "runtime/placement/isolation.hpp"

namespace mesh::node {

/// Whether this node belongs to the mesh, and what it knows of the others.
///
/// It says hello to each life of the hub, with all that it holds, and belongs to the mesh
/// from the welcome to the next hello or refusal.
class mesh_membership {
public:
  mesh_membership(const uplink_setup& setup, const hosted_parts& parts, hub_link& link,
                  isolation& cut_off)
      : setup_(setup), parts_(parts), link_(link), cut_off_(cut_off) {}

  [[nodiscard]] bool is_member() const { return welcomed_; }
  [[nodiscard]] bool is_leaving() const { return leaving_; }
  [[nodiscard]] const std::vector<node_peer>& peers() const { return peers_; }

  void greet();
  void welcome(node_welcome w);
  /// Whether it is to try again, and gives up what it holds.
  bool refused(const error& why);
  /// The hub is another life, which has yet to welcome this node.
  void begin_again() { welcomed_ = false; }
  /// The nodes to ask when the hub is not heard any more (R2).
  void told(node_welcome w);
  void told_term(const known_mesh& stored);
  void leave();

private:
  const uplink_setup& setup_;
  const hosted_parts& parts_;
  hub_link& link_;
  isolation& cut_off_;
  std::vector<node_peer> peers_;
  known_mesh knows_;
  bool welcomed_ = false;
  bool leaving_ = false;
  errc refused_for_ = errc::none; // since it was welcomed last
};

} // namespace mesh::node
