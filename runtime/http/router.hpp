#pragma once
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/http/http.hpp"

namespace mesh::control {

/// Which route a request takes; pure.
class router {
public:
  explicit router(std::vector<route> routes) : routes_(std::move(routes)) {}

  /// The route, for HEAD that of GET; or 403, 404 or 405, for `target` may be of
  /// anybody.
  [[nodiscard]] tl::expected<const route*, response>
  find(std::string_view method, std::string_view target, const identity::peer_name& who) const;

  [[nodiscard]] const std::vector<route>& routes() const { return routes_; }

private:
  std::vector<route> routes_;
};

/// `/v1/status` of `/v1/status?a=b`.
std::string_view path_of(std::string_view target);
/// `a=b` of `/v1/status?a=b`.
std::string_view query_of(std::string_view target);
/// The text behind the last slash.
std::string_view last_segment(std::string_view path);

} // namespace mesh::control
