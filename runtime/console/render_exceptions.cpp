// The parts of a gather: arrivals, exceptions with names, folded answers.
#include <algorithm>

#include "runtime/console/format.hpp"
#include "runtime/console/histogram.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

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

/// What prediction buys, in one sentence.
std::string comparison_line(const json& result, const json& other) {
  auto scheduled = number_in(object_in(result, "arrivals"), "spread_ms");
  auto unscheduled = number_in(object_in(other, "arrivals"), "spread_ms");
  if (!flag_in(result, "scheduled").value_or(true))
    std::swap(scheduled, unscheduled);
  if (!scheduled || !unscheduled || *scheduled <= 0 || way(result) == way(other))
    return {};
  auto ratio = *unscheduled / *scheduled;
  return "  the spread unscheduled is " + number_text(ratio, ratio < 10 ? 1 : 0)
         + " times the scheduled one\n";
}

std::string need_text(const json& exception) {
  const auto& needed = object_in(exception, "needed_ms");
  auto min = number_in(needed, "min"), max = number_in(needed, "max");
  if (!min || !max)
    return {};
  auto range = *min == *max ? ms_text(min) : ms_text(min) + " to " + ms_text(max);
  auto out = " (needs " + range + " ms";
  if (auto available = number_in(exception, "available_ms"))
    out += ", has " + ms_text(available) + " ms";
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
    line += "; nobody knows whether it was or will be done";
  return line + "\n" + name_list(names, count, name_indent, style);
}

} // namespace

std::string render_arrivals(const json& result, const render_style& style) {
  const auto& other = object_in(result, "other");
  bool both = has(other, "arrivals");
  // Scheduled always stands first, so that pictures compare across runs.
  auto runs = std::vector{&result};
  if (both)
    runs.insert(flag_in(result, "scheduled").value_or(true) ? runs.end() : runs.begin(),
                &other);
  std::vector<arrival_series> all;
  text_table figures({{"ready - T"},
                      {"p1 ms", to_right},
                      {"p50 ms", to_right},
                      {"p99 ms", to_right},
                      {"spread ms", to_right}});
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
  if (!error.empty())
    out += concat({"  predicted against actual: p50 ", ms_text(number_in(error, "p50")),
                   " ms, p90 ", ms_text(number_in(error, "p90")), " ms, p95 ",
                   ms_text(number_in(error, "p95")), " ms\n"});
  return out;
}

std::string render_exceptions(const json& result, const render_style& style) {
  const auto& exceptions = list_in(result, "exceptions");
  if (exceptions.empty())
    return {};
  auto out = paint("exceptions", tone::strong, style) + "\n";
  for (const auto& exception : exceptions)
    out += one_exception(exception, style);
  return out;
}

std::string render_answers(const json& result, const render_style& style) {
  constexpr std::size_t other_columns = 24;
  const auto& answers = list_in(result, "answers");
  if (answers.empty())
    return {};
  text_table table({{"state"}, {"count", to_right}, {"answer"}, {""}});
  std::string recorded; // of answers of -1 (K1)
  auto shown = std::min(answers.size(), static_cast<std::size_t>(std::max(style.names, 1)));
  for (std::size_t i = 0; i < shown; ++i) {
    auto names = texts_in(answers[i], "agents");
    auto count = number_in(answers[i], "count").value_or(static_cast<double>(names.size()));
    auto from = count == 1 ? listed(names) : std::string();
    auto width = static_cast<std::size_t>(std::max(style.width, 40)) - other_columns;
    width -= std::min(width - 12, from.size());
    auto said = text_in(answers[i], "value").value_or("-");
    if (auto expected = text_in(answers[i], "expected"))
      said += ", expected " + *expected;
    table.add({text_in(answers[i], "state").value_or("-"), number_text(count),
               shortened(said, width), from});
    for (const auto& id : texts_in(answers[i], "conflicts"))
      recorded += "  see 'conflict " + id + "'\n";
  }
  auto total =
      static_cast<double>(answers.size()) + number_in(result, "more_answers").value_or(0);
  return paint("answers", tone::strong, style) + "\n" + table.str(style) + "  "
         + count_of(static_cast<double>(shown), total) + " different answers\n" + recorded;
}

} // namespace mesh::console
