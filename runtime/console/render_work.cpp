// Single pieces of work, rules, figures and the frame of scripts.
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

std::size_t room_for(const render_style& style, std::size_t others) {
  auto width = static_cast<std::size_t>(std::max(style.width, 40));
  return width > others + 20 ? width - others : 20;
}

struct measure {
  std::string value, target, unit;
};

/// Shares of 1 are shown in percent.
measure measure_of(const json& row) {
  auto value = number_in(row, "value"), target = number_in(row, "target");
  auto unit = text_or(row, "unit", "");
  if (unit == "ratio" || unit == "share" || unit == "rate") {
    unit = "%";
    for (auto* number : {&value, &target})
      if (*number)
        **number *= 100;
  }
  return {exact_text(value), exact_text(target), unit};
}

std::string sentence_of_rule(const json& rule) {
  if (text_or(rule, "kind", "") == "exclude")
    return "no " + text_or(rule, "class", "-") + " for " + text_or(rule, "capability", "-");
  return "around " + text_or(rule, "agent", "-");
}

/// `result: ...`, shortened to one line.
std::string value_line(std::string_view label, const json& result, const char* key,
                       const render_style& style) {
  auto text = text_in(result, key);
  if (!text)
    return {};
  return concat({"  ", label, ": ", shortened(*text, room_for(style, label.size() + 4)), "\n"});
}

/// K1: both values and where to read more, instead of a result.
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
      {"never_begun", "was not begun, and will not be"},
      {"failed", "failed"},
      {"cancelled", "was begun, and stopped"},
      {"goes_on", "goes on, as asked"},
      {"done_late", "was done, too late"},
      {"unknown", "nobody knows whether it was or will be done"}};
  for (auto [name, text] : said)
    if (*fate == name)
      return concat({"  work: ", text, "\n"});
  return {};
}

std::string redelivered_line(const json& result) {
  if (!flag_in(result, "redelivered").value_or(false))
    return {};
  return "  redelivered: the work may have been begun before (attempt "
         + number_text(number_in(result, "attempt")) + ")\n";
}

} // namespace

std::string render_route(const json& result, const render_style&) {
  const auto& rules = list_in(result, "rules");
  std::string out = flag_in(result, "changed").value_or(false) ? "changed; " : "";
  if (rules.empty())
    return out + "no routing rules\n";
  auto count = static_cast<double>(rules.size());
  out += count_of(count, count) + (rules.size() == 1 ? " rule\n" : " rules\n");
  for (const auto& rule : rules)
    out += "  " + sentence_of_rule(rule) + "\n";
  return out;
}

std::string render_delegate(const json& result, const render_style& style) {
  std::string out;
  if (auto agent = text_in(result, "agent")) {
    out = concat({text_or(result, "state", "0"), "  ", paint(*agent, tone::strong, style)});
    if (auto cls = text_in(result, "class"))
      out += " (" + *cls + ")";
    if (auto took = number_in(result, "took_ms"))
      out += " in " + ms_text(took) + " ms";
    out += "\n";
  } else {
    out = "nobody took it\n";
  }
  out += value_line("task", result, "task", style);
  out += text_or(result, "state", "0") == "-1" ? conflict_lines(result, style)
                                               : value_line("result", result, "result", style);
  out += fate_line(result) + redelivered_line(result);
  text_table table({{"attempt", to_right}, {"agent"}, {"reason"}, {"detail"}});
  for (const auto& attempt : list_in(result, "attempts"))
    table.add({std::to_string(&attempt - &list_in(result, "attempts").front() + 1),
               text_or(attempt, "agent", "-"), text_or(attempt, "reason", "-"),
               shortened(text_or(attempt, "detail", ""), room_for(style, 48))});
  return table.empty() ? out : out + table.str(style);
}

std::string render_pipeline(const json& result, const render_style& style) {
  text_table table(
      {{"step", to_right}, {"agent"}, {"state"}, {"took ms", to_right}, {"value"}});
  int step = 0;
  for (const auto& row : list_in(result, "steps")) {
    auto value = text_in(row, "error") ? "error: " + text_or(row, "error", "")
                                       : text_or(row, "value", "-");
    table.add({std::to_string(++step), text_or(row, "agent", "-"), text_or(row, "state", "0"),
               ms_text(number_in(row, "took_ms")), shortened(value, room_for(style, 38))});
  }
  auto out = table.empty() ? "  no steps\n" : table.str(style);
  for (const auto& row : list_in(result, "steps"))
    out += (text_or(row, "state", "0") == "-1" ? conflict_lines(row, style) : "")
           + fate_line(row) + redelivered_line(row);
  out += value_line("result", result, "result", style);
  if (auto took = number_in(result, "took_ms"))
    out += "  took " + ms_text(took) + " ms\n";
  return out;
}

std::string render_kpi(const json& result, const render_style& style) {
  text_table table({{""},
                    {"figure"},
                    {"value", to_right},
                    {"", to_right},
                    {"target", to_right},
                    {"unit"},
                    {""}});
  int met = 0, measured = 0;
  for (const auto& row : list_in(result, "rows")) {
    auto reached = flag_in(row, "met");
    met += reached.value_or(false) ? 1 : 0;
    measured += reached ? 1 : 0;
    std::string mark = !reached   ? " "
                       : *reached ? (style.unicode ? "✓" : "*")
                                  : (style.unicode ? "✗" : "!");
    auto shown = measure_of(row);
    table.add({mark, text_or(row, "name", "-"), shown.value, text_or(row, "comparison", ""),
               shown.target, shown.unit,
               !reached   ? "not measured"
               : *reached ? "met"
                          : "missed"});
  }
  if (table.empty())
    return "  no figures\n";
  return table.str(style) + "  " + count_of(met, measured) + " measured figures met\n";
}

std::string render_expect(const json& result, const render_style& style) {
  bool held = flag_in(result, "held").value_or(false);
  return concat({paint(held ? "held" : "not held", held ? tone::good : tone::bad, style), ": ",
                 text_or(result, "metric", "-"), " is ",
                 exact_text(number_in(result, "actual")), ", expected ",
                 text_or(result, "op", "?"), " ", exact_text(number_in(result, "value")),
                 " (waited ", ms_text(number_in(result, "waited_ms").value_or(0)), " ms)\n"});
}

std::string render_wait(const json& result, const render_style&) {
  return "waited " + ms_text(number_in(result, "waited_ms")) + " ms\n";
}

std::string render_simulate(const json& result, const render_style&) {
  auto out = "changed the world of " + number_text(number_in(result, "agents")) + " agents\n";
  for (const auto& [name, value] : object_in(result, "changed").items())
    out += concat(
        {"  ", name, " ", text_or(object_in(result, "changed"), name.c_str(), "-"), "\n"});
  return out;
}

std::string render_on_failure(const json& result, const render_style&) {
  return flag_in(result, "continue_after").value_or(false)
             ? "goes on after a failed command\n"
             : "stops at the first failed command\n";
}

std::string render_fields(const json& result, const render_style&) {
  std::string out;
  for (const auto& [key, value] : result.items())
    if (key != "exit_code" && key != "error" && key != "command")
      out += "  " + key + ": " + text_or(result, key.c_str(), "-") + "\n";
  return out;
}

} // namespace mesh::console
