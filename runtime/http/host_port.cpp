#include "runtime/http/host_port.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "runtime/identity/peer_name.hpp"

namespace mesh::control {

namespace {

tl::unexpected<error> bad_address(std::string_view text, std::string remedy) {
  constexpr std::size_t longest_shown = 100;
  return tl::unexpected(
      error{errc::invalid_argument,
            "\"" + std::string(text.substr(0, longest_shown)) + "\" is not an address",
            std::move(remedy)});
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* last = text.data() + text.size();
  const auto [end, wrong] = std::from_chars(text.data(), last, port);
  if (wrong != std::errc() || end != last || text.empty())
    return std::nullopt;
  return port;
}

struct halves {
  std::string_view host;
  std::optional<std::string_view> port;
};

/// Of `[::1]:80`, `::1`, `host:80`, `host`.
std::optional<halves> split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos)
      return std::nullopt;
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':')
      return std::nullopt;
    return halves{text.substr(1, close - 1),
                  rest.empty() ? std::nullopt : std::optional(rest.substr(1))};
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(':') != colon)
    return halves{text, std::nullopt};
  return halves{text.substr(0, colon), text.substr(colon + 1)};
}

} // namespace

tl::expected<host_port, error> read_host_port(std::string_view text) {
  constexpr auto form = "expected HOST or HOST:PORT, as mesh.example.org:7443";
  const auto parts = split(text);
  if (!parts)
    return bad_address(text, form);
  host_port where{std::string(parts->host)};
  if (parts->port) {
    const auto port = read_port(*parts->port);
    if (!port || *port == 0)
      return bad_address(text, form);
    where.port = *port;
  }
  if (!identity::check_host(where.host))
    return bad_address(text, form);
  return where;
}

tl::expected<host_port, error> read_listen(std::string_view text) {
  constexpr auto form = "expected PORT or ADDRESS:PORT, as 7443 or 10.0.0.7:7443";
  if (const auto port = read_port(text))
    return host_port{"127.0.0.1", *port};
  const auto parts = split(text);
  if (!parts || !parts->port)
    return bad_address(text, form);
  const auto port = read_port(*parts->port);
  host_port where{parts->host == "localhost" ? "127.0.0.1" : std::string(parts->host)};
  if (!port || !identity::is_ip_address(where.host))
    return bad_address(text, form);
  where.port = *port;
  return where;
}

std::string to_string(const host_port& where) {
  const auto brackets = where.host.find(':') != std::string::npos;
  return (brackets ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

} // namespace mesh::control
