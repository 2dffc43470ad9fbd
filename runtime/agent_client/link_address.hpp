#pragma once
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh::agent_client {

/// One place where a mesh takes agent links: `wss://HOST:PORT/v1/agent`.
struct link_address {
  control::host_port where;
  std::string path = "/";
  bool operator==(const link_address&) const = default;
};

/// Fails with `invalid_argument`, which says what is wrong and what an address looks like.
tl::expected<link_address, error> read_link_address(const std::string& url);
/// As `wss://HOST:PORT/PATH`.
std::string to_string(const link_address& what);

} // namespace mesh::agent_client
