#include "runtime/transport/links/link_address.hpp"

#include <algorithm>

namespace mesh::transport {

namespace {

tl::unexpected<error> unreadable(std::string_view text, std::string remedy) {
  return tl::unexpected(error{errc::invalid_argument,
                              "\"" + std::string(text) + "\" is not an address of a link",
                              std::move(remedy)});
}

} // namespace

bool listen_address::accepts(const identity::peer_name& who) const {
  return std::find(roles.begin(), roles.end(), who.role) != roles.end();
}

tl::expected<dial_address, error> read_dial_address(std::string_view text) {
  constexpr auto form = "expected role/name@host, as orchestrator/o1@10.0.0.1";
  auto at = text.find('@');
  auto peer = identity::peer_name_of(text.substr(0, at));
  if (at == std::string_view::npos || !peer)
    return unreadable(text, form);
  dial_address address{std::move(*peer), std::string(text.substr(at + 1))};
  if (!identity::check_host(address.host))
    return unreadable(text, form);
  return address;
}

tl::expected<listen_address, error> read_listen_address(std::string_view text) {
  constexpr auto form = "expected roles@address, as sectors,orchestrator@10.0.0.7";
  auto at = text.find('@');
  if (at == std::string_view::npos)
    return unreadable(text, form);
  listen_address address{{}, std::string(text.substr(at + 1))};
  auto words = text.substr(0, at);
  for (;;) {
    auto comma = words.find(',');
    auto role = identity::role_of(words.substr(0, comma));
    if (!role)
      return unreadable(text, form);
    address.roles.push_back(*role);
    if (comma == std::string_view::npos)
      break;
    words.remove_prefix(comma + 1);
  }
  if (!identity::is_ip_address(address.host))
    return unreadable(text, form);
  return address;
}

std::string to_string(const dial_address& address) {
  return to_string(address.peer) + "@" + address.host;
}

std::string to_string(const listen_address& address) {
  std::string text;
  for (auto role : address.roles)
    text += (text.empty() ? "" : ",") + std::string(identity::to_string(role));
  return text + "@" + address.host;
}

} // namespace mesh::transport
