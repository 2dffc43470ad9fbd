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

/// The bounds of an operator's certificate (X3): each level may what those before it may.
enum class operator_may : std::uint8_t {
  look,    // change nothing
  operate, // change the mesh
  admin    // invite and revoke operators, too
};
inline constexpr operator_may all_mays[] = {operator_may::look, operator_may::operate,
                                            operator_may::admin};
/// As on the command line: `look`, `operate`, `admin`.
std::string_view to_string(operator_may may);
std::optional<operator_may> may_of(std::string_view word);

/// All that a certificate says of its holder.
struct peer_claim {
  peer_name who;
  operator_may may = operator_may::admin; // of an operator
  bool by_login = false; // a sign-in has made it: it is good as long as that session lasts
  bool operator==(const peer_claim&) const = default;
};

/// `sectors/n1`.
std::string to_string(const peer_name& who);
/// `caf://sectors/n1`: what the certificate carries as its one URI.
std::string to_uri(const peer_name& who);
/// `caf://operator/ann?may=look`, and `&by=login` when a sign-in has made it. An operator's
/// without bounds is as to_uri() has it. A reader of old refuses what it does not know.
std::string to_uri(const peer_claim& what);
/// Of `sectors/n1`; none when role or name are not allowed.
std::optional<peer_name> peer_name_of(std::string_view text);
/// Of `caf://sectors/n1`, or an operator's with bounds.
std::optional<peer_name> peer_name_of_uri(std::string_view uri);
/// The same with the bounds; none when one of them is not known, or twice there.
std::optional<peer_claim> peer_claim_of_uri(std::string_view uri);

/// A node's name is part of file names and of addresses: 1 to 63 of `a-z`,
/// `0-9`, `.`, `_` and `-`, a letter or digit first; `ca` is the authority's.
/// `invalid_argument` says so.
tl::expected<void, error> check_node_name(std::string_view name);
/// A DNS name or an IP address. `invalid_argument` says what is wrong.
tl::expected<void, error> check_host(const std::string& host);
[[nodiscard]] bool is_ip_address(const std::string& host);

} // namespace mesh::identity
