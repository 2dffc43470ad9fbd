#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mesh {

/// `plan-3`: a gather that is planned for a moment, as people name it, and the source of its
/// messages.
inline constexpr std::string_view plan_prefix = "plan-";
inline std::string plan_name(std::uint64_t number) {
  return std::string(plan_prefix) + std::to_string(number);
}
inline bool is_plan_name(std::string_view source) {
  return source.starts_with(plan_prefix);
}

} // namespace mesh
