#include "runtime/http/origin_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "runtime/base/utf8.hpp"

namespace mesh::control {

namespace {

constexpr std::size_t longest_shown_host = 100; // bytes of a field in an error

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string quoted(std::string_view text) {
  return "\"" + printable(text.substr(0, longest_shown_host)) + "\"";
}

} // namespace

bool origin_rules::is_ours(std::string_view host) const {
  for (const auto& name :
       {at_.host, std::string("localhost"), std::string("127.0.0.1"), std::string("::1")})
    if (host == to_string(host_port{name, at_.port}))
      return true;
  return false;
}

std::optional<error> origin_rules::check(std::string_view host, std::string_view origin) const {
  const auto asked = in_lower_case(host);
  if (!encrypted_ && !is_ours(asked))
    return error{errc::denied, "this server is not " + quoted(host),
                 "ask for http://" + to_string(at_)};
  const auto own = (encrypted_ ? "https://" : "http://") + asked;
  if (!origin.empty() && in_lower_case(origin) != own)
    return error{errc::denied, "a page of " + quoted(origin) + " may not ask here",
                 "open " + own + "/ and ask from there"};
  return std::nullopt;
}

} // namespace mesh::control
