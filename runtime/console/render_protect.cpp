// Results of what protects the mesh.
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"

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

std::string render_held(const json& result, const render_style& style) {
  text_table table({{"", to_right}, {"command"}, {"why it waits"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({number_text(number_in(row, "number")), text_or(row, "text", "-"),
               text_or(row, "reason", "-")});
  return table.empty() ? "no commands are held\n" : table.str(style);
}

std::string render_held_drop(const json& result, const render_style&) {
  return "held command " + number_text(number_in(result, "number")) + " will not run\n";
}

} // namespace mesh::console
