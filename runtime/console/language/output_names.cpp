#include "runtime/console/language/output_names.hpp"

#include <algorithm>

#include "config/nearest.hpp"

namespace mesh::console {

const std::vector<std::string_view>& format_names() {
  static const std::vector<std::string_view> names{"table", "json", "jsonl",
                                                   "wide",  "csv",  "name"};
  return names;
}

std::optional<output_format> format_named(std::string_view name) {
  const auto& names = format_names();
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    return std::nullopt;
  return static_cast<output_format>(found - names.begin());
}

std::string near_format(std::string_view name) {
  return nearest(name, format_names());
}

} // namespace mesh::console
