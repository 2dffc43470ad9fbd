#include "runtime/console/terminal/look_view.hpp"

#include <sstream>
#include <vector>

namespace mesh::console {

namespace {

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(std::move(line));
  return lines;
}

} // namespace

std::string look_view::redrawn(const std::string& title, const std::string& text, int rows) {
  constexpr std::string_view clear_all = "\033[2J", home = "\033[H", clear_line = "\033[K",
                             clear_rest = "\033[J";
  constexpr int usual_rows_of_terminal = 1'000;
  constexpr int frame = 3; // title, what was cut, and the cursor
  auto lines = lines_in(text);
  const auto room = static_cast<std::size_t>(
      std::max(1, (rows > frame ? rows : usual_rows_of_terminal) - frame));
  std::string out(drawn_ ? "" : clear_all);
  drawn_ = true;
  out.append(home).append(title).append(clear_line).append("\n");
  for (std::size_t i = 0; i < lines.size() && i < room; ++i)
    out.append(lines[i]).append(clear_line).append("\n");
  if (lines.size() > room)
    out.append("  " + std::to_string(lines.size() - room) + " more lines: --limit, --filter")
        .append(clear_line)
        .append("\n");
  return out.append(clear_rest);
}

std::string look_view::changed_lines(const std::string& text) {
  std::string out;
  std::unordered_set<std::string> now;
  for (auto& line : lines_in(text)) {
    if (!before_.contains(line))
      out += line + "\n";
    now.insert(std::move(line));
  }
  before_ = std::move(now);
  return out;
}

} // namespace mesh::console
