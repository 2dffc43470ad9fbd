#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// The name of a peer, as its certificate says it (X2).
namespace mesh::identity {

/// The role of its holder in a mesh.
enum class node_role : std::uint8_t { orchestrator, sectors, operators };
inline constexpr node_role all_roles[] = {node_role::orchestrator, node_role::sectors,
                                          node_role::operators};

/// As on the command line: `orchestrator`, `sectors`, `operator`.
std::string_view to_string(node_role role);
std::optional<node_role> role_of(std::string_view word);

struct peer_name {
  node_role role = node_role::sectors;
  std::string name;
  auto operator<=>(const peer_name&) const = default;
};

/// `sectors/n1`.
std::string to_string(const peer_name& who);
/// `caf://sectors/n1`: what the certificate carries as its one URI.
std::string to_uri(const peer_name& who);
/// Of `sectors/n1`; none when role or name are not allowed.
std::optional<peer_name> peer_name_of(std::string_view text);
/// Of `caf://sectors/n1`.
std::optional<peer_name> peer_name_of_uri(std::string_view uri);

/// A node's name is part of file names and of addresses: 1 to 63 of `a-z`,
/// `0-9`, `.`, `_` and `-`, a letter or digit first; `ca` is the authority's.
/// `invalid_argument` says so.
tl::expected<void, error> check_node_name(std::string_view name);
/// A DNS name or an IP address. `invalid_argument` says what is wrong.
tl::expected<void, error> check_host(const std::string& host);
[[nodiscard]] bool is_ip_address(const std::string& host);

} // namespace mesh::identity
