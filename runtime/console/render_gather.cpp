// What came of a gather, and of what is built on one: cascade, broadcast, ask.
#include <cmath>

#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

tone tone_of(const std::string& outcome) {
  if (outcome == "SUCCESS")
    return tone::good;
  return outcome == "PARTIAL" ? tone::warning : tone::bad;
}

/// `SUCCESS  27,962 of 28,000 ready: 99.8 %, 95.0 % needed`
std::string headline(const json& result, const render_style& style) {
  auto outcome = text_in(result, "outcome").value_or("UNKNOWN");
  auto out = concat(
      {paint(outcome, tone_of(outcome), style), "  ",
       count_of(number_in(result, "ready").value_or(0), number_in(result, "sent").value_or(0)),
       " ready"});
  if (auto rate = number_in(result, "ready_rate"))
    out += ": " + percent_text(rate);
  if (auto minimum = number_in(result, "minimum"))
    out += ", " + percent_text(minimum) + " needed";
  return out + "\n";
}

/// `scheduled, T 1,200 ms ahead, took 1,713 ms`, and what the window held.
std::string conditions(const json& result) {
  std::vector<std::string> parts;
  if (auto scheduled = flag_in(result, "scheduled"))
    parts.emplace_back(*scheduled ? "scheduled" : "unscheduled");
  if (auto horizon = number_in(result, "horizon_ms"))
    parts.push_back("T " + ms_text(horizon) + " ms ahead");
  if (auto took = number_in(result, "took_ms"))
    parts.push_back("took " + ms_text(took) + " ms");
  std::string out;
  if (!parts.empty())
    out.append("  ").append(listed(parts)).append("\n");
  auto window = number_in(result, "window_ms");
  auto inside = number_in(result, "in_window");
  if (window && inside)
    out += concat(
        {"  ", number_text(inside), " ready inside the window of ", ms_text(window), " ms\n"});
  else if (window)
    out += concat({"  window ", ms_text(window), " ms\n"});
  return out;
}

/// Two decimals; what is not 1 never reads as 1.00.
std::string rounded_down(std::optional<double> value) {
  if (value)
    value = std::floor(*value * 100 + 1e-9) / 100;
  return number_text(value, 2);
}

std::string verdict(const json& result, const render_style& style) {
  std::string out;
  const auto& quorum = object_in(result, "quorum");
  if (auto decision = text_in(quorum, "decision"))
    out += "  quorum " + *decision
           + (number_in(quorum, "confidence")
                  ? ", confidence " + rounded_down(number_in(quorum, "confidence"))
                  : "")
           + "\n";
  auto recommendation = text_in(result, "recommendation").value_or("");
  if (!recommendation.empty() && recommendation != "none")
    out += "  recommended: " + paint(recommendation, tone::warning, style) + "\n";
  return out;
}

/// Sections, each with an empty line above it.
std::string apart(std::initializer_list<std::string_view> sections) {
  std::string out;
  for (auto section : sections)
    if (!section.empty())
      out.append("\n").append(section);
  return out;
}

std::string details(const json& result, const render_style& style) {
  return render_counts(result, style)
         + apart({render_arrivals(result, style), render_exceptions(result, style),
                  render_answers(result, style)});
}

std::string phase_table(const json& result, const render_style& style) {
  text_table table({{"phase"},
                    {"outcome"},
                    {"ready", to_right},
                    {"sent", to_right},
                    {"ready %", to_right},
                    {"needed %", to_right},
                    {"took ms", to_right}});
  for (const auto& phase : list_in(result, "phases")) {
    auto ready = number_in(phase, "ready");
    auto sent = number_in(phase, "sent");
    std::optional<double> rate, minimum = number_in(phase, "minimum");
    if (ready && sent && *sent > 0)
      rate = *ready / *sent * 100;
    if (minimum)
      minimum = *minimum * 100;
    table.add({text_in(phase, "name").value_or("-"), text_in(phase, "outcome").value_or("-"),
               number_text(ready), number_text(sent), number_text(rate, 1),
               number_text(minimum, 1), ms_text(number_in(phase, "took_ms"))});
  }
  return table.empty() ? "" : table.str(style);
}

std::string reached_line(const json& result) {
  if (!has(result, "reached"))
    return {};
  const auto& reached = object_in(result, "reached");
  auto line = concat({"  reached ", number_text(number_in(reached, "sectors")), " sectors, ",
                      number_text(number_in(reached, "clusters")), " clusters, ",
                      number_text(number_in(reached, "agents")), " agents"});
  if (auto total = number_in(result, "total_ms"))
    line += " in " + ms_text(total) + " ms";
  return line + "\n";
}

} // namespace

std::string render_counts(const json& result, const render_style& style) {
  struct kind {
    const char *key, *state;
  };
  constexpr int bar_room = 30; // columns that label and count take
  double most = 0;
  for (const auto* key : {"sent", "targets", "ready"})
    most = std::max(most, number_in(result, key).value_or(0));
  text_table table({{""}, {""}, {"", to_right}, {""}});
  for (auto [key, state] : {kind{"ready", "+1"},
                            {"conflict", "-1"},
                            {"straggler", " 0"},
                            {"skipped", ""},
                            {"expired", ""},
                            {"refused", ""}}) {
    auto count = number_in(result, key).value_or(0);
    auto width = std::min(style.width - bar_room, 50);
    table.add({key, state, number_text(count), bar(most > 0 ? count / most : 0, width, style)});
  }
  auto out = table.str(style);
  if (has(result, "targets"))
    out += "  sent to "
           + count_of(number_in(result, "sent").value_or(0),
                      number_in(result, "targets").value_or(0))
           + " targets\n";
  return out;
}

std::string render_gather(const json& result, const render_style& style) {
  return headline(result, style) + conditions(result) + verdict(result, style)
         + details(result, style);
}

std::string render_cascade(const json& result, const render_style& style) {
  auto kind = text_in(result, "kind").value_or("");
  return (kind.empty() ? "" : kind + " ") + headline(result, style) + reached_line(result)
         + conditions(result) + verdict(result, style) + phase_table(result, style)
         + details(result, style);
}

std::string render_broadcast(const json& result, const render_style& style) {
  auto acknowledged = number_in(result, "acknowledged"); // only where it was asked for
  return headline(result, style)
         + concat({"  received by ", number_text(number_in(result, "received")),
                   acknowledged ? ", acknowledged by " + number_text(acknowledged) : "", "\n"})
         + conditions(result) + verdict(result, style) + details(result, style);
}

std::string render_ask(const json& result, const render_style& style) {
  std::string asked;
  if (auto sample = number_in(result, "sample"))
    asked = "  asked " + number_text(sample) + " agents\n";
  if (auto rogues = texts_in(result, "rogues"); !rogues.empty())
    asked += "  " + paint("quarantined", tone::warning, style)
             + " for contradicting most of them: " + listed(rogues) + "\n";
  // The answers are what was asked for; how it went comes after them.
  return paint(text_in(result, "question").value_or(""), tone::strong, style) + "\n" + asked
         + render_answers(result, style) + "\n" + headline(result, style) + conditions(result)
         + verdict(result, style) + render_counts(result, style)
         + apart({render_arrivals(result, style), render_exceptions(result, style)});
}

} // namespace mesh::console
