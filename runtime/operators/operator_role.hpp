#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace mesh {

/// The rights of an operator (X3); each role may do what those before it may.
enum class operator_role : std::uint8_t {
  viewer,  // looks
  operate, // changes the mesh, too
  admin    // invites and revokes operators, too
};
/// As on the command line: `viewer`, `operator`, `admin`.
std::string_view to_string(operator_role role);
/// None when there is no role of that name.
std::optional<operator_role> operator_role_of(std::string_view word);

} // namespace mesh
