#include "runtime/http/router.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "runtime/base/visible.hpp"

namespace mesh::control {

namespace {

constexpr std::size_t longest_named_path = 100; // bytes of a path in an error

bool matches(std::string_view pattern, std::string_view path) {
  if (!pattern.ends_with("/*"))
    return pattern == path;
  const auto head = pattern.substr(0, pattern.size() - 1);
  return path.size() > head.size() && path.starts_with(head)
         && path.find('/', head.size()) == std::string_view::npos;
}

std::string shown(std::string_view path) {
  return std::string(path.substr(0, longest_named_path))
         + (path.size() > longest_named_path ? "..." : "");
}

} // namespace

response refusal(unsigned status, const error& why) {
  nlohmann::ordered_json body;
  body["error"] = {{"code", name_of(why.code)}, {"detail", why.detail}, {"remedy", why.remedy}};
  return {status, json_type, json_text(body) + "\n"};
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::string_view last_segment(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

tl::expected<const route*, response> router::find(std::string_view method,
                                                  std::string_view target,
                                                  const identity::peer_name& who) const {
  const auto path = path_of(target);
  // Whatever can be had can be asked about: HEAD is GET without the body.
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  std::string allowed;
  for (const auto& r : routes_) {
    if (!matches(r.path, path))
      continue;
    if (r.method != wanted) {
      allowed += (allowed.empty() ? "" : ", ") + r.method;
      allowed += r.method == "GET" ? ", HEAD" : "";
      continue;
    }
    if (std::find(r.roles.begin(), r.roles.end(), who.role) == r.roles.end())
      return tl::unexpected(refusal(
          403, {errc::denied,
                "the role " + std::string(to_string(who.role)) + " may not use " + r.path,
                "use a certificate of another role: mesh certs issue NAME --role operator"}));
    return &r;
  }
  if (allowed.empty())
    return tl::unexpected(refusal(404, {errc::unknown_target, "there is no " + shown(path),
                                        "GET /v1/openapi.json lists what there is"}));
  auto wrong = refusal(405, {errc::unsupported,
                             shown(path) + " does not know the method " + shown(method),
                             "use " + allowed});
  wrong.headers.emplace_back("Allow", allowed);
  return tl::unexpected(std::move(wrong));
}

} // namespace mesh::control
