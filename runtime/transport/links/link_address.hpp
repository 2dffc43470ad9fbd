#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/identity/peer_name.hpp"

/// CAF's `publish` and `remote_actor` take a host as text. For links it also
/// says who is expected at the other end, so that nobody can forget to.
namespace mesh::transport {

/// Where to dial, and whom to find there.
struct dial_address {
  identity::peer_name peer;
  std::string host;
};

/// Where to listen, and which roles may come.
struct listen_address {
  std::vector<identity::node_role> roles;
  std::string host; // an IP address of this machine
  [[nodiscard]] bool accepts(const identity::peer_name& who) const;
};

/// `orchestrator/o1@mesh.example.org`.
tl::expected<dial_address, error> read_dial_address(std::string_view text);
/// `sectors,orchestrator@10.0.0.7`.
tl::expected<listen_address, error> read_listen_address(std::string_view text);

std::string to_string(const dial_address& address);
std::string to_string(const listen_address& address);

} // namespace mesh::transport
