#include "runtime/control/remote_address.hpp"

#include <array>

namespace mesh::control {

namespace {

constexpr std::string_view without_tls = "http://";
constexpr std::string_view with_tls = "https://";
constexpr std::uint16_t usual_plain_port = 7'480;

bool is_this_machine(const std::string& host) {
  constexpr std::array names{"localhost", "127.0.0.1", "::1"};
  for (const auto* name : names)
    if (host == name)
      return true;
  return false;
}

} // namespace

tl::expected<remote_address, error> read_remote_address(std::string_view text) {
  remote_address at;
  at.plain = text.starts_with(without_tls);
  if (at.plain)
    text.remove_prefix(without_tls.size());
  else if (text.starts_with(with_tls))
    text.remove_prefix(with_tls.size());
  if (text.ends_with('/'))
    text.remove_suffix(1);
  auto where = read_host_port(text);
  if (!where)
    return tl::unexpected(where.error());
  at.where = *where;
  if (!at.plain)
    return at;
  const auto host_end = text.ends_with(']') || text.find(':') == std::string_view::npos;
  if (host_end)
    at.where.port = usual_plain_port;
  if (!is_this_machine(at.where.host))
    return tl::unexpected(error{errc::invalid_argument,
                                "what is not encrypted stays on this machine, and "
                                    + at.where.host + " is another",
                                "leave out http://; or name localhost"});
  return at;
}

std::string to_string(const remote_address& at) {
  return (at.plain ? std::string(without_tls) : std::string()) + to_string(at.where);
}

} // namespace mesh::control
