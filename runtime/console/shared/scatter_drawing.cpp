#include "runtime/console/shared/scatter_drawing.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/histogram.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/drawing/table.hpp"

namespace mesh::console {

namespace {

tone tone_of(const std::string& outcome) {
  if (outcome == "SUCCESS")
    return tone::good;
  return outcome == "PARTIAL" ? tone::warning : tone::bad;
}

/// Two decimals; what is not 1 never reads as 1.00.
std::string rounded_down(std::optional<double> value) {
  if (value)
    value = std::floor(*value * 100 + 1e-9) / 100;
  return number_text(value, 2);
}

std::string way(const json& run) {
  return flag_in(run, "scheduled").value_or(true) ? "scheduled" : "unscheduled";
}

arrival_series series_of(const json& run) {
  arrival_series series;
  double total = 0;
  for (const auto& bin : list_in(object_in(run, "arrivals"), "bins")) {
    auto from = number_in(bin, "from_ms"), to = number_in(bin, "to_ms");
    auto count = number_in(bin, "count");
    if (!from || !to || !count)
      continue;
    series.bins.push_back({*from, *to, *count});
    total += *count;
  }
  series.title = way(run) + ", " + number_text(total) + " ready";
  return series;
}

void add_figures(text_table& table, const json& run) {
  const auto& arrivals = object_in(run, "arrivals");
  table.add({way(run), ms_text(number_in(arrivals, "p1_ms")),
             ms_text(number_in(arrivals, "p50_ms")), ms_text(number_in(arrivals, "p99_ms")),
             ms_text(number_in(arrivals, "spread_ms"))});
}

/// The gain from prediction, in one sentence.
std::string comparison_line(const json& result, const json& other) {
  auto scheduled = number_in(object_in(result, "arrivals"), "spread_ms");
  auto unscheduled = number_in(object_in(other, "arrivals"), "spread_ms");
  if (!flag_in(result, "scheduled").value_or(true))
    std::swap(scheduled, unscheduled);
  if (!scheduled || !unscheduled || *scheduled <= 0 || way(result) == way(other))
    return {};
  auto ratio = *unscheduled / *scheduled;
  constexpr double worth_naming = 1.1;
  if (ratio < worth_naming)
    return "  no gain from prediction yet: the mesh is still measuring its agents\n";
  return "  prediction makes the spread " + number_text(ratio, ratio < 10 ? 1 : 0)
         + " times smaller\n";
}

std::string need_text(const json& exception) {
  const auto& needed = object_in(exception, "needed_ms");
  auto min = number_in(needed, "min"), max = number_in(needed, "max");
  if (!min || !max)
    return {};
  auto range = *min == *max ? with_ms(min) : with_ms(min) + " to " + with_ms(max);
  auto out = " (needs " + range;
  if (auto available = number_in(exception, "available_ms"))
    out += ", has " + with_ms(available);
  return out + ")";
}

std::string one_exception(const json& exception, const render_style& style) {
  constexpr std::size_t name_indent = 6, longest_detail = 200;
  auto names = texts_in(exception, "agents");
  auto count = number_in(exception, "count").value_or(static_cast<double>(names.size()));
  auto kind = text_in(exception, "kind").value_or("unknown");
  if (count != 1 && (kind == "straggler" || kind == "conflict"))
    kind += "s";
  std::string line = "  " + number_text(count) + " " + paint(kind, tone::strong, style);
  if (auto reason = text_in(exception, "reason"); reason && !reason->empty())
    line += ": " + *reason;
  line += need_text(exception);
  if (auto detail = text_in(exception, "detail"); detail && !detail->empty())
    line += ", " + shortened(*detail, longest_detail);
  if (text_in(exception, "work") == "unknown")
    line += "; whether it was or will be done is unknown";
  return line + "\n" + name_list(names, count, name_indent, style);
}

} // namespace

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

std::string conditions(const json& result) {
  std::vector<std::string> parts;
  if (auto scheduled = flag_in(result, "scheduled"))
    parts.emplace_back(*scheduled ? "scheduled" : "unscheduled");
  if (auto horizon = number_in(result, "horizon_ms"); horizon > 0.0) // else T was at once
    parts.push_back("T " + with_ms(horizon) + " ahead");
  if (auto took = number_in(result, "took_ms"))
    parts.push_back("took " + with_ms(took));
  std::string out;
  if (!parts.empty())
    out.append("  ").append(listed(parts)).append("\n");
  auto window = number_in(result, "window_ms");
  auto inside = number_in(result, "in_window");
  if (window && inside)
    out += concat(
        {"  ", number_text(inside), " ready inside the window of ", with_ms(window), "\n"});
  else if (window)
    out += concat({"  window ", with_ms(window), "\n"});
  return out;
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

std::string in_sections(std::initializer_list<std::string_view> sections) {
  std::string out;
  for (auto section : sections)
    if (!section.empty())
      out.append("\n").append(section);
  return out;
}

std::string draw_counts(const json& result, const render_style& style) {
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

std::string draw_arrivals_of(const json& result, const render_style& style) {
  const auto& other = object_in(result, "other");
  bool both = has(other, "arrivals");
  // Scheduled always stands first, so that pictures compare across runs.
  auto runs = std::vector{&result};
  if (both)
    runs.insert(flag_in(result, "scheduled").value_or(true) ? runs.end() : runs.begin(),
                &other);
  std::vector<arrival_series> all;
  text_table figures({{"ready - T"},
                      {"p1_ms", to_right},
                      {"p50_ms", to_right},
                      {"p99_ms", to_right},
                      {"spread_ms", to_right}});
  for (const auto* run : runs) {
    all.push_back(series_of(*run));
    if (has(*run, "arrivals"))
      add_figures(figures, *run);
  }
  auto out = draw_arrivals(all, style);
  if (!figures.empty())
    out += figures.str(style);
  if (both)
    out += comparison_line(result, other);
  const auto& error = object_in(result, "prediction_error_ms");
  if (!error.empty() && number_in(result, "ready").value_or(1) > 0) // else of nobody
    out += concat({"  predicted against actual: p50 ", ms_text(number_in(error, "p50")),
                   " ms, p90 ", ms_text(number_in(error, "p90")), " ms, p95 ",
                   ms_text(number_in(error, "p95")), " ms\n"});
  return out;
}

std::string draw_exceptions(const json& result, const render_style& style) {
  const auto& exceptions = list_in(result, "exceptions");
  if (exceptions.empty())
    return {};
  auto out = paint("exceptions", tone::strong, style) + "\n";
  for (const auto& exception : exceptions)
    out += one_exception(exception, style);
  return out;
}

std::string draw_answers(const json& result, const render_style& style) {
  constexpr std::size_t other_columns = 24;
  const auto& answers = list_in(result, "answers");
  if (answers.empty())
    return {};
  text_table table({{"state"}, {"count", to_right}, {"answer"}, {""}});
  std::string recorded; // of answers of -1 (K1)
  bool cut = false;
  auto shown = std::min(answers.size(), static_cast<std::size_t>(std::max(style.names, 1)));
  for (std::size_t i = 0; i < shown; ++i) {
    auto names = texts_in(answers[i], "agents");
    auto count = number_in(answers[i], "count").value_or(static_cast<double>(names.size()));
    auto from = count == 1 ? listed(names) : std::string();
    auto width = static_cast<std::size_t>(std::max(style.width, 40)) - other_columns;
    width -= std::min(width - 12, from.size());
    auto said = text_in(answers[i], "value").value_or("-");
    if (said.empty())
      said = "(blank)";
    if (auto expected = text_in(answers[i], "expected"))
      said += ", expected " + *expected;
    cut = cut || count_characters(said) > width;
    table.add({text_in(answers[i], "state").value_or("-"), number_text(count),
               cut_at_word(said, width, style), from});
    for (const auto& id : texts_in(answers[i], "conflicts"))
      recorded += "  see 'conflict " + id + "'\n";
  }
  auto total =
      static_cast<double>(answers.size()) + number_in(result, "more_answers").value_or(0);
  auto out = paint("answers", tone::strong, style) + "\n" + table.str(style);
  if (total > 1)
    out += "  " + count_of(static_cast<double>(shown), total) + " different answers\n";
  if (cut)
    out += "  -o json shows whole answers\n";
  return out + recorded;
}

std::string details(const json& result, const render_style& style) {
  return draw_counts(result, style)
         + in_sections({draw_arrivals_of(result, style), draw_exceptions(result, style),
                        draw_answers(result, style)});
}

} // namespace mesh::console
