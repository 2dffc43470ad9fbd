#include "runtime/identity/peer_name.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace mesh::identity {

namespace {

constexpr std::string_view scheme = "caf://";
constexpr std::string_view may_field = "may=";
constexpr std::string_view login_field = "&by=login";
constexpr std::size_t longest_name = 63;
constexpr std::size_t longest_host = 253;

// not std::isalnum, which follows the user's locale
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_host_letter(char c) {
  return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z');
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= longest_name && is_host_letter(label.front())
         && is_host_letter(label.back()) && std::all_of(label.begin(), label.end(), [](char c) {
              return is_host_letter(c) || c == '-';
            });
}

bool is_dns_name(std::string_view host) {
  if (host.size() > longest_host)
    return false;
  for (;;) {
    auto dot = host.find('.');
    if (!is_label(host.substr(0, dot)))
      return false;
    if (dot == std::string_view::npos)
      return true;
    host.remove_prefix(dot + 1);
  }
}

} // namespace

std::string_view to_string(node_role role) {
  switch (role) {
  case node_role::orchestrator:
    return "orchestrator";
  case node_role::sectors:
    return "sectors";
  case node_role::operators:
    return "operator";
  }
  return "unknown";
}

std::optional<node_role> role_of(std::string_view word) {
  for (auto role : all_roles)
    if (to_string(role) == word)
      return role;
  return std::nullopt;
}

std::string_view to_string(operator_may may) {
  switch (may) {
  case operator_may::look:
    return "look";
  case operator_may::operate:
    return "operate";
  case operator_may::admin:
    return "admin";
  }
  return "unknown";
}

std::optional<operator_may> may_of(std::string_view word) {
  for (auto may : all_mays)
    if (to_string(may) == word)
      return may;
  return std::nullopt;
}

std::string to_string(const peer_name& who) {
  return std::string(to_string(who.role)) + "/" + who.name;
}

std::string to_uri(const peer_name& who) {
  return std::string(scheme) + to_string(who);
}

std::string to_uri(const peer_claim& what) {
  const auto bounded = what.by_login || what.may != operator_may::admin;
  if (what.who.role != node_role::operators || !bounded)
    return to_uri(what.who);
  return to_uri(what.who) + "?" + std::string(may_field) + std::string(to_string(what.may))
         + (what.by_login ? std::string(login_field) : "");
}

std::optional<peer_name> peer_name_of(std::string_view text) {
  auto slash = text.find('/');
  auto role = role_of(text.substr(0, slash));
  if (slash == std::string_view::npos || !role)
    return std::nullopt;
  auto name = text.substr(slash + 1);
  if (!check_node_name(name))
    return std::nullopt;
  return peer_name{*role, std::string(name)};
}

std::optional<peer_name> peer_name_of_uri(std::string_view uri) {
  const auto claim = peer_claim_of_uri(uri);
  return claim ? std::optional(claim->who) : std::nullopt;
}

std::optional<peer_claim> peer_claim_of_uri(std::string_view uri) {
  if (!uri.starts_with(scheme))
    return std::nullopt;
  const auto mark = uri.find('?');
  const auto who = peer_name_of(uri.substr(0, mark).substr(scheme.size()));
  if (!who)
    return std::nullopt;
  peer_claim claim{*who};
  if (mark == std::string_view::npos)
    return claim;
  auto bounds = uri.substr(mark + 1);
  if (who->role != node_role::operators || !bounds.starts_with(may_field))
    return std::nullopt;
  bounds.remove_prefix(may_field.size());
  claim.by_login = bounds.ends_with(login_field);
  if (claim.by_login)
    bounds.remove_suffix(login_field.size());
  const auto may = may_of(bounds);
  if (!may)
    return std::nullopt;
  claim.may = *may;
  return claim;
}

tl::expected<void, error> check_node_name(std::string_view name) {
  auto allowed = [](char c) {
    return is_lower(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  const bool good = !name.empty() && name.size() <= longest_name
                    && (is_lower(name.front()) || is_digit(name.front()))
                    && std::all_of(name.begin(), name.end(), allowed);
  if (!good)
    return tl::unexpected(
        error{errc::invalid_argument, "\"" + std::string(name) + "\" is not a name for a node",
              "1 to 63 of a-z, 0-9, '.', '_' and '-', a letter or digit first"});
  if (name == "ca")
    return tl::unexpected(error{errc::invalid_argument,
                                "\"ca\" is the name of the authority's own files",
                                "choose another name"});
  return {};
}

bool is_ip_address(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1
         || ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

tl::expected<void, error> check_host(const std::string& host) {
  // "1.2.3" reads as a name, too, but nobody means one
  const bool numbers = host.find_first_not_of("0123456789.") == std::string::npos;
  if (is_ip_address(host) || (!numbers && is_dns_name(host)))
    return {};
  return tl::unexpected(error{errc::invalid_argument,
                              "\"" + host + "\" is neither a host name nor an IP address",
                              "for example node1.example.org, 10.0.0.7 or fd00::7"});
}

} // namespace mesh::identity
