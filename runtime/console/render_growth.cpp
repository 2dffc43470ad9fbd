// What grow and drain show.
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

std::string growth_line(const json& result, std::string_view what) {
  constexpr std::size_t most_named = 10;
  if (!has(result, "agents"))
    return {};
  if (auto note = text_in(result, "note"))
    return "  " + *note + "\n";
  auto out =
      "  "
      + count_of(number_in(result, "done").value_or(0), number_in(result, "agents").value_or(0))
      + " agents " + std::string(what) + ", in " + with_ms(number_in(result, "waited_ms"))
      + "\n  ";
  const auto& clusters = list_in(result, "clusters");
  for (std::size_t i = 0; i < clusters.size() && i < most_named; ++i)
    out += (i > 0 ? ", " : "") + text_or(clusters[i], "cluster", "-") + ": "
           + number_text(number_in(clusters[i], "agents"));
  if (clusters.size() > most_named)
    out += " and " + std::to_string(clusters.size() - most_named) + " clusters more";
  out += "\n";
  if (auto open = texts_in(result, "open"); !open.empty())
    out += "  not yet: " + listed(open) + "\n";
  return out;
}

} // namespace

std::string render_grow(const json& result, const render_style&) {
  return growth_line(result, "have joined");
}

std::string render_drain(const json& result, const render_style&) {
  return growth_line(result, "have left");
}

} // namespace mesh::console
