// Results of what protects the mesh.
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"

namespace mesh::console {

std::string render_fault(const json& result, const render_style&) {
  auto actors = number_in(result, "actors").value_or(0);
  return text_or(result, "fault", "fault") + ": told to " + number_text(actors)
         + (actors == 1 ? " actor in " : " actors in ") + text_or(result, "target", "-") + "\n";
}

std::string render_heal(const json& result, const render_style&) {
  std::string out;
  for (const auto& line : texts_in(result, "done"))
    out += "  " + line + "\n";
  return out.empty() ? "nothing to heal in " + text_or(result, "target", "-") + "\n" : out;
}

} // namespace mesh::console
