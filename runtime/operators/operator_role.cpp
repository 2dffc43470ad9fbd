#include "runtime/operators/operator_role.hpp"

#include <array>

namespace mesh {

namespace {

constexpr std::array<std::string_view, 3> names{"viewer", "operator", "admin"};

} // namespace

std::string_view to_string(operator_role role) {
  return names.at(static_cast<std::size_t>(role));
}

std::optional<operator_role> operator_role_of(std::string_view word) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names.at(i) == word)
      return static_cast<operator_role>(i);
  return std::nullopt;
}

} // namespace mesh
