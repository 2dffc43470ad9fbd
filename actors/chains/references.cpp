#include "actors/chains/references.hpp"

namespace mesh {

namespace {

/// Calls `plain` with what stands between references, `reference` with each name.
void walk_references(std::string_view text, const std::function<void(std::string_view)>& plain,
                     const std::function<void(std::string_view)>& reference) {
  constexpr std::string_view open = "${";
  for (std::size_t at = 0; at < text.size();) {
    auto start = text.find(open, at);
    if (start == std::string_view::npos)
      return plain(text.substr(at));
    if (start > at && text[start - 1] == '$') {
      plain(text.substr(at, start - at - 1));
      plain(open);
      at = start + open.size();
      continue;
    }
    plain(text.substr(at, start - at));
    auto end = text.find('}', start);
    if (end == std::string_view::npos)
      return plain(text.substr(start));
    reference(text.substr(start + open.size(), end - start - open.size()));
    at = end + 1;
  }
}

} // namespace

std::vector<std::string> references_in(std::string_view text) {
  std::vector<std::string> names;
  walk_references(
      text, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
  return names;
}

std::string fill_in(std::string_view text,
                    const std::function<std::string(const std::string& name)>& output_of) {
  std::string filled;
  walk_references(
      text, [&](std::string_view part) { filled += part; },
      [&](std::string_view name) { filled += output_of(std::string(name)); });
  return filled;
}

} // namespace mesh
