#pragma once
#include <string_view>
#include <vector>

namespace mesh::console {

/// All that `help` explains beside commands and metrics.
struct help_page {
  std::string_view name;
  std::string_view text;
};
const std::vector<help_page>& help_pages();

} // namespace mesh::console
