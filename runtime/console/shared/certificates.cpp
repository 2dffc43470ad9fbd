#include "runtime/console/shared/certificates.hpp"

#include "runtime/base/text.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"

namespace mesh::console {

std::string draw_certs_made(const json& result, const render_style&) {
  auto role = text_or(result, "role", "-");
  auto who = text_in(result, "name") ? role + "/" + text_or(result, "name", "-") : role;
  auto out = concat({text_or(result, "certificate", "-"), ": ", who, ", good until ",
                     text_or(result, "until", "-"), "\n", text_or(result, "key", "-"),
                     ": its private key\n"});
  if (role == "authority")
    return out
           + "  keep the key offline: its holder can join the mesh under any name\n"
             "  next: mesh certs issue NODE --role sectors --dir DIR\n";
  return out + "  the node needs these two and ca.crt, not ca.key\n";
}

std::string draw_certs_show(const json& result, const render_style& style) {
  text_table table(
      {{"file"}, {"role"}, {"name"}, {"until"}, {"days_left", to_right}, {"state"}, {"hosts"}});
  for (const auto& row : list_in(result, "rows")) {
    auto state = text_or(row, "state", "-");
    auto tone_of_state = state == "good"        ? tone::good
                         : state == "ends soon" ? tone::warning
                                                : tone::bad;
    const auto may = text_or(row, "may", "");
    const auto bound = may.empty() || may == "admin" ? "" : " (" + may + ")";
    table.add({text_or(row, "file", "-"), text_or(row, "role", "-") + bound,
               text_or(row, "name", "-"), text_or(row, "until", "-"),
               number_text(number_in(row, "days_left")), paint(state, tone_of_state, style),
               listed(texts_in(row, "hosts"))});
  }
  return table.str(style);
}

} // namespace mesh::console
