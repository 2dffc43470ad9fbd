#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace mesh {

/// A URL that calls go to, in parts.
struct web_url {
  bool tls = true;  // https
  std::string host; // in lower case; an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string target; // path and query, at least "/"
  bool operator==(const web_url&) const = default;
};

/// Reads `https://HOST[:PORT][/PATH][?QUERY]`, or the same with http. Else says what is
/// expected: no user and password (they would show in errors), no fragment, no character that
/// could begin another line of a request.
tl::expected<web_url, std::string> read_web_url(std::string_view text);

/// The value of the header Host: the port only where it is not the usual one.
std::string host_header(const web_url& where);

/// True when an entry of `calls.hosts` is well-formed: a name, `*.` and a domain of at least
/// two labels, or an address.
bool is_host_pattern(std::string_view pattern);

/// True when a host is one of those that may be called. `*.example.org` stands for all names
/// below example.org, and not for itself.
bool is_allowed_host(const std::vector<std::string>& patterns, std::string_view host);

} // namespace mesh
