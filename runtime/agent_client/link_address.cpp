#include "runtime/agent_client/link_address.hpp"

#include <algorithm>
#include <string_view>

namespace mesh::agent_client {

namespace {

constexpr std::string_view scheme = "wss://";

} // namespace

tl::expected<link_address, error> read_link_address(const std::string& url) {
  const auto bad = [&](const std::string& why) {
    return tl::unexpected(error{errc::invalid_argument, "'" + url + "' is no address: " + why,
                                "an agent's mesh is at wss://HOST:PORT/v1/agent"});
  };
  if (!url.starts_with(scheme))
    return bad("it does not begin with wss://");
  const auto rest = url.substr(scheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  auto where = control::read_host_port(rest.substr(0, slash));
  if (!where)
    return bad(where.error().detail);
  return link_address{*where, slash < rest.size() ? rest.substr(slash) : "/"};
}

std::string to_string(const link_address& what) {
  return std::string(scheme) + control::to_string(what.where) + what.path;
}

} // namespace mesh::agent_client
