#include "runtime/console/shared/single_work.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "runtime/base/text.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"

namespace mesh::console {

void write_conflict(json& to, const answer_group& group) {
  to["expected"] = group.expected;
  to["received"] = group.value;
  to["type"] = to_string(group.type);
  to["conflicts"] = json::array();
  for (auto id : group.conflicts)
    to["conflicts"].push_back(to_string(id));
}

std::size_t room_for(const render_style& style, std::size_t others) {
  auto width = static_cast<std::size_t>(std::max(style.width, 40));
  return width > others + 20 ? width - others : 20;
}

std::string value_line(std::string_view label, const json& result, const char* key,
                       const render_style& style) {
  auto text = text_in(result, key);
  if (!text)
    return {};
  return concat({"  ", label, ": ", shortened(*text, room_for(style, label.size() + 4)), "\n"});
}

std::string conflict_lines(const json& result, const render_style& style) {
  auto out = value_line("expected", result, "expected", style)
             + value_line("received", result, "received", style);
  for (const auto& id : texts_in(result, "conflicts"))
    out += concat({"  ", paint("conflict", tone::warning, style), ": ", id, " (",
                   text_or(result, "type", "-"), "), see 'conflict ", id, "'\n"});
  return out;
}

std::string fate_line(const json& result) {
  auto fate = text_in(result, "work");
  if (!fate)
    return {};
  const std::pair<std::string_view, std::string_view> said[] = {
      {"never_begun", "was not started, and will not be"},
      {"failed", "failed"},
      {"cancelled", "was started, and stopped"},
      {"goes_on", "continues, as requested"},
      {"done_late", "was done, too late"},
      {"unknown", "unknown whether it was or will be done"}};
  for (auto [name, text] : said)
    if (*fate == name)
      return concat({"  work: ", text, "\n"});
  return {};
}

std::string redelivered_line(const json& result) {
  if (!flag_in(result, "redelivered").value_or(false))
    return {};
  return "  redelivered: the work may have been started before (attempt "
         + number_text(number_in(result, "attempt")) + ")\n";
}

} // namespace mesh::console
