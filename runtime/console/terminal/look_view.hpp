#pragma once
#include <string>
#include <unordered_set>

namespace mesh::console {

/// Looks at the same thing, one after another (--watch): what is printed of each.
class look_view {
public:
  /// The whole look, to be drawn over the one before: cursor home, each line and the rest
  /// cleared. With `rows` lines of the terminal (0: unknown) it is cut to them, and says so.
  std::string redrawn(const std::string& title, const std::string& text, int rows);
  /// Only the lines that the look before did not have, the first time all.
  std::string changed_lines(const std::string& text);

private:
  bool drawn_ = false;
  std::unordered_set<std::string> before_;
};

} // namespace mesh::console
