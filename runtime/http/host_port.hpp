#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh::control {

inline constexpr std::uint16_t usual_port = 7443;

struct host_port {
  std::string host;
  std::uint16_t port = usual_port;
  bool operator==(const host_port&) const = default;
};

/// `host`, `host:port`, `[::1]:port`. `invalid_argument` says what is wrong.
tl::expected<host_port, error> read_host_port(std::string_view text);
/// To listen at: also a port alone, which means loopback. The host is an IP
/// address or localhost; port 0: the kernel chooses.
tl::expected<host_port, error> read_listen(std::string_view text);
/// `host:port`, with brackets where needed.
std::string to_string(const host_port& where);

} // namespace mesh::control
