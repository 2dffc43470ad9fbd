#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "actors/coordination/roster.hpp"
#include "messages/routing_rules.hpp"
#include "runtime/placement/known_mesh.hpp"

namespace mesh {

/// Another node, and where it answers whether it lives (R2).
struct node_peer {
  std::string name;
  std::string witness;    // host:port; may be empty
  session_id session = 0; // of the process that is meant (majority.hpp); 0: not known
  bool operator==(const node_peer&) const = default;
};

/// Body of a `welcome` entry: the node is taken in, and this is the mesh.
struct node_welcome {
  std::string mesh_name;
  routing_rules rules;   // Z8
  roster_changes roster; // T5
  std::string context;   // what agents know before they are asked anything (Z2)
  std::vector<node_peer> peers;
  double silence_ms = 0; // nothing heard for so long: the other side is gone
  double rejoin_ms = 0;  // after so long alone a node starts anew
  known_mesh knows;      // this mesh, with all members
};

/// No mesh has more nodes.
inline constexpr std::size_t most_nodes = 1'024;

/// As in messages/codec.hpp. Spans are finite, not negative and at most
/// `longest_span`.
std::string encode(const node_welcome& w);
bool decode(std::string_view bytes, node_welcome& out);

} // namespace mesh
