#include "config/web_url.hpp"

#include <algorithm>
#include <charconv>

namespace mesh {

namespace {

constexpr std::size_t longest_url = 2'048;
constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_label = 63;
constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t http_port = 80;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string in_lower_case(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(), lower);
  return all;
}

bool is_label(std::string_view label) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !label.empty() && label.size() <= longest_label && label.front() != '-'
         && label.back() != '-' && std::ranges::all_of(label, fits);
}

/// A DNS name or an IPv4 address, in lower case.
bool is_name(std::string_view host) {
  if (host.size() > longest_host)
    return false;
  for (auto rest = host;;) {
    const auto dot = std::min(rest.find('.'), rest.size());
    if (!is_label(rest.substr(0, dot)))
      return false;
    if (dot == rest.size())
      return true;
    rest.remove_prefix(dot + 1);
  }
}

/// Roughly: the resolver says whether it is one.
bool is_ipv6(std::string_view host) {
  constexpr std::size_t longest = 45;
  return host.size() <= longest && std::ranges::count(host, ':') >= 2
         && host.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
}

bool is_visible(char c) {
  return c > ' ' && c < 0x7f;
}

} // namespace

tl::expected<web_url, std::string> read_web_url(std::string_view text) {
  const auto expected = [](const char* what) {
    return tl::unexpected<std::string>(what);
  };
  if (text.size() > longest_url || !std::ranges::all_of(text, is_visible))
    return expected("a URL of at most 2048 visible ASCII characters");
  const auto scheme_end = text.find("://");
  const auto scheme =
      in_lower_case(text.substr(0, scheme_end == std::string_view::npos ? 0 : scheme_end));
  if (scheme != "https" && scheme != "http")
    return expected("a URL that begins with https:// or http://");
  web_url url;
  url.tls = scheme == "https";
  url.port = url.tls ? https_port : http_port;
  auto rest = text.substr(scheme_end + 3);
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  auto authority = rest.substr(0, path);
  rest.remove_prefix(path);
  if (authority.find('@') != std::string_view::npos)
    return expected("a URL without user and password");
  if (rest.find('#') != std::string_view::npos)
    return expected("a URL without #");
  url.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);

  const auto in_brackets = authority.starts_with('[');
  const auto host_end = in_brackets ? authority.find(']') : authority.find(':');
  if (in_brackets && host_end == std::string_view::npos)
    return expected("a host whose brackets close");
  url.host = in_lower_case(
      authority.substr(in_brackets ? 1 : 0, in_brackets ? host_end - 1 : host_end));
  if (in_brackets ? !is_ipv6(url.host) : !is_name(url.host))
    return expected("a host: a name, or an address, IPv6 in brackets");
  if (host_end == std::string_view::npos)
    return url;
  auto port = authority.substr(host_end + (in_brackets ? 1 : 0));
  if (port.empty())
    return url;
  if (!port.starts_with(':'))
    return expected("nothing between host and port but :");
  port.remove_prefix(1);
  const auto* last = port.data() + port.size();
  const auto [end, wrong] = std::from_chars(port.data(), last, url.port);
  if (wrong != std::errc() || end != last || url.port == 0)
    return expected("a port from 1 to 65535");
  return url;
}

std::string host_header(const web_url& where) {
  auto host = where.host.find(':') == std::string::npos ? where.host : "[" + where.host + "]";
  if (where.port != (where.tls ? https_port : http_port))
    host += ":" + std::to_string(where.port);
  return host;
}

bool is_host_pattern(std::string_view pattern) {
  const auto host = in_lower_case(pattern);
  if (!host.starts_with("*."))
    return is_name(host) || is_ipv6(host);
  const auto domain = std::string_view(host).substr(2);
  return is_name(domain) && domain.find('.') != std::string_view::npos;
}

bool is_allowed_host(const std::vector<std::string>& patterns, std::string_view host) {
  const auto wanted = in_lower_case(host);
  return std::ranges::any_of(patterns, [&](const std::string& one) {
    const auto pattern = in_lower_case(one);
    if (!pattern.starts_with("*."))
      return pattern == wanted;
    const auto domain = std::string_view(pattern).substr(1); // with its dot
    return wanted.size() > domain.size() && wanted.ends_with(domain);
  });
}

} // namespace mesh
