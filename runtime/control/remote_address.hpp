#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh::control {

/// The address of a control API, as `--at` has it.
struct remote_address {
  host_port where;
  bool plain = false; // without TLS
  bool operator==(const remote_address&) const = default;
};

/// Of `HOST[:PORT]`, `https://HOST[:PORT]`, or `http://HOST[:PORT]`, which is without TLS and
/// so for this machine alone (X2). `invalid_argument` says what is wrong.
tl::expected<remote_address, error> read_remote_address(std::string_view text);
/// As read_remote_address() reads it.
std::string to_string(const remote_address& at);

} // namespace mesh::control
