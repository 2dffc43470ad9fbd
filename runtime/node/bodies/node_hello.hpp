#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/placement/held_part.hpp"
#include "runtime/placement/known_mesh.hpp"

namespace mesh {

/// Body of a `hello` entry: who a node says it is, and what it holds. Its name
/// counts only if its certificate says the same (X2).
struct node_hello {
  std::string name;
  double capacity = 1;          // relative to the other nodes'
  std::uint32_t version = 2;    // of the protocol
  std::string build_version;    // for people
  std::string mesh_config;      // JSON of what all hosts must agree on
  bool leaving = false;         // gives up what it holds, takes nothing new
  std::vector<held_part> holds; // sorted
  std::string witness; // host:port at which other nodes ask whether it lives (R2); may be empty
  std::string host_id; // as node_greeting's
  known_mesh knows;    // as it was told last
  std::string agents_url = {}; // where agents from outside come; empty: nowhere
  bool operator==(const node_hello&) const = default;
};

/// No name, address or version is longer, in bytes; nor a configuration.
inline constexpr std::size_t longest_node_text = 255;
inline constexpr std::size_t longest_node_config = 1 << 20;

/// As in messages/codec.hpp. The capacity is finite and not negative; a part is
/// held once.
std::string encode(const node_hello& h);
bool decode(std::string_view bytes, node_hello& out);

} // namespace mesh
