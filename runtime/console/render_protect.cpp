// Results of what protects the mesh.
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"

namespace mesh::console {

std::string render_fault(const json& result, const render_style&) {
  auto actors = number_in(result, "actors").value_or(0);
  auto target = text_or(result, "target", "-");
  auto fault = text_or(result, "fault", "fault");
  if (actors == 1)
    return fault + ": " + (target == "all" ? "the orchestrator" : "one in " + target) + "\n";
  return fault + ": " + number_text(actors) + " agents in " + target + "\n";
}

std::string render_events(const json& result, const render_style&) {
  std::string out;
  for (const auto& row : list_in(result, "rows"))
    out += text_or(row, "at", "-") + "  " + text_or(row, "line", "") + "\n";
  out += "  " + number_text(number_in(result, "shown")) + " of "
         + number_text(number_in(result, "of")) + " events\n";
  if (auto forgotten = number_in(result, "forgotten"); forgotten > 0.0)
    out += "  " + number_text(forgotten) + " older ones are forgotten\n";
  return out;
}

std::string render_breakers(const json& result, const render_style& style) {
  text_table table({{"breaker"}, {"state"}, {"reason"}});
  for (const auto& row : list_in(result, "rows"))
    table.add(
        {text_or(row, "where", "-"), text_or(row, "state", "-"), text_or(row, "reason", "-")});
  auto out = table.empty() ? std::string("  all breakers are closed\n") : table.str(style);
  return out + "  " + number_text(number_in(result, "opened")) + " opened, "
         + number_text(number_in(result, "turned_away")) + " messages turned away so far\n";
}

std::string render_breaker(const json& result, const render_style&) {
  return "the breaker of " + text_or(result, "target", "-") + " is to be "
         + text_or(result, "state", "-") + "\n";
}

std::string render_heal(const json& result, const render_style&) {
  std::string out;
  for (const auto& line : texts_in(result, "done"))
    out += "  " + line + "\n";
  if (out.empty())
    out = text_or(result, "note", "nothing is known to be wrong there") + "\n";
  return out;
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

namespace {

/// `12 messages in hand and 3 waiting`.
std::string messages_text(const json& result) {
  const auto& messages = object_in(result, "messages");
  return number_text(number_in(messages, "in_hand")) + " messages in hand and "
         + number_text(number_in(messages, "waiting")) + " waiting";
}

std::string agents_text(const json& result, const char* done, std::string_view what) {
  return text_or(result, "target", "-") + ": "
         + count_of(number_in(result, done).value_or(0),
                    number_in(result, "agents").value_or(0))
         + " agents " + std::string(what) + ", in " + with_ms(number_in(result, "took_ms"))
         + "\n";
}

} // namespace

std::string render_freeze(const json& result, const render_style& style) {
  if (!has(result, "stopped"))
    return {};
  auto file = text_in(result, "preserved_in");
  return agents_text(result, "stopped", "have stopped") + "  " + messages_text(result)
         + (file ? ", preserved in " + *file
                 : std::string(", kept in memory only: they end with this process"))
         + "\n" + render_exceptions(result, style);
}

std::string render_thaw(const json& result, const render_style& style) {
  if (!has(result, "going_on"))
    return {};
  return agents_text(result, "going_on", "go on") + "  with " + messages_text(result) + "\n"
         + render_exceptions(result, style);
}

} // namespace mesh::console
