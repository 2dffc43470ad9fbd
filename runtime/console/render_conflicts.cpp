// Results of conflicts, conflict, resolve, history and verify.
#include <algorithm>
#include <array>

#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/sparkline.hpp"
#include "runtime/console/table.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

std::string line(std::string_view label, const std::string& text) {
  constexpr std::size_t width = 13;
  auto out = concat({"  ", label});
  out.append(width - std::min(width, label.size()), ' ').append(text);
  return out + "\n";
}

/// `12 s`, `3 min`, `5 h`, `2 days`: as exact as one needs it.
std::string age_text(double seconds) {
  constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
  if (seconds < 2 * minute)
    return number_text(seconds) + " s";
  if (seconds < 2 * hour)
    return number_text(seconds / minute) + " min";
  return seconds < 2 * day ? number_text(seconds / hour) + " h"
                           : number_text(seconds / day) + " days";
}

std::string state_text(const json& row, const render_style& style) {
  auto state = text_or(row, "state", "-");
  return state == "overdue" ? paint(state, tone::warning, style) : state;
}

std::string more(const json& result, const char* key, const std::string& what) {
  auto count = number_in(result, key);
  return count > 0.0 ? "  " + number_text(count) + " " + what + "\n" : std::string();
}

constexpr std::size_t text_width = 60;

std::string origin_text(const json& from) {
  auto text = text_or(from, "agent", "nobody known");
  if (has(from, "message"))
    text += " in " + text_or(from, "message", "-");
  if (auto agreeing = number_in(from, "agreeing"); agreeing > 0.0)
    text += ", " + number_text(agreeing) + " agree";
  return text;
}

std::string evidence_lines(const json& evidence) {
  std::string out;
  for (auto [key, label] :
       {std::pair{"expected_by", "expected by"}, std::pair{"received_from", "received of"}})
    if (const auto& from = object_in(evidence, key); !from.empty())
      out += line(label, origin_text(from));
  for (const auto& one : list_in(evidence, "events"))
    out += line("saw", concat({text_or(one, "message", "-"), " of ", text_or(one, "agent", "-"),
                               ", stamp ", number_text(number_in(one, "lamport")),
                               ", because of ", text_or(one, "causation", "nothing")}));
  for (auto [key, label] :
       {std::pair{"needed_capabilities", "needs"}, std::pair{"expected_branch", "branch 1"},
        std::pair{"received_branch", "branch 2"}})
    for (const auto& one : list_in(evidence, key))
      out += line(label, shortened(one.is_string() ? one.get<std::string>() : "", text_width));
  return out;
}

} // namespace

std::string render_conflicts(const json& result, const render_style& style) {
  constexpr std::size_t received_width = 32;
  text_table table({{"conflict"},
                    {"age", to_right},
                    {"agent"},
                    {"type"},
                    {"prio", to_right},
                    {"state"},
                    {"with"},
                    {"received"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "id", "-"), age_text(number_in(row, "age_s").value_or(0)),
               text_or(row, "agent", "-"), text_or(row, "type", "-"),
               number_text(number_in(row, "priority")), text_or(row, "state", "-"),
               text_or(row, "with", "-"),
               shortened(text_or(row, "received", ""), received_width)});
  auto out = table.empty() ? std::string("  no conflicts\n") : table.str(style);
  out += shown_of(result, "conflicts", "--limit all shows every one");
  out += more(result, "unwritten", "more wait in memory for the disk");
  out += more(result, "refused", "are lost: neither disk nor memory had room");
  return out + more(result, "forgotten", "older ones are forgotten; --data DIR keeps all");
}

std::string render_conflict(const json& result, const render_style& style) {
  auto out = concat({paint(text_or(result, "id", "-"), tone::strong, style), "  ",
                     text_or(result, "type", "-"), ", priority ",
                     number_text(number_in(result, "priority")), ", ",
                     state_text(result, style), "\n"});
  out += line("at", text_or(result, "at", "-") + ", "
                        + age_text(number_in(result, "age_s").value_or(0)) + " ago");
  out += line("agent", text_or(result, "agent", "-"));
  out += line("message", text_or(result, "message", "-"));
  out += line("expected", text_or(result, "expected", "-"));
  out += line("received", text_or(result, "received", "-"));
  out += line("context", text_or(result, "context_hash", "-"));
  if (auto depth = number_in(result, "depth"); depth > 0.0)
    out += line("depth", number_text(depth));
  if (auto affected = number_in(result, "affected_agents"); affected > 0.0)
    out += line("affects", number_text(affected) + " agents");
  out += line("goes to",
              text_or(result, "goes_to", "-")
                  + (has(result, "with") ? ", and is with " + text_or(result, "with", "-")
                                         : std::string()));
  out += evidence_lines(object_in(result, "evidence"));
  if (const auto& held = object_in(result, "held_back"); has(held, "verb"))
    out += line("held back",
                concat({text_or(held, "verb", "-"), " from ", text_or(held, "source", "-"),
                        ", ", number_text(number_in(held, "payload_bytes")),
                        " bytes: ", shortened(text_or(held, "payload", ""), text_width)}));
  for (const auto& one : list_in(result, "tried"))
    out += line("tried", one.is_string() ? one.get<std::string>() : one.dump());
  if (has(result, "for_a_person"))
    out += line("for a person", text_or(result, "for_a_person", "-"));
  if (const auto& resolution = object_in(result, "resolution"); has(resolution, "by"))
    out += line(
        "resolved",
        concat({text_or(resolution, "at", "-"), " by ", text_or(resolution, "by", "-"), ", ",
                text_or(resolution, "how", "-"), ": ", text_or(resolution, "note", "")}));
  return out;
}

std::string render_history(const json& result, const render_style& style) {
  struct series {
    const char* key;
    std::string_view label, unit;
  };
  constexpr std::array all{
      series{"score", "score", "ms"}, series{"latency_ms", "latency", "ms"},
      series{"processing_ms", "processing", "ms"}, series{"queue", "queue", "waiting"}};
  const auto& rows = list_in(result, "rows");
  auto out = concat({paint(text_or(result, "who", "-"), tone::strong, style), "  ",
                     number_text(number_in(result, "samples")), " samples"});
  if (rows.empty())
    return out + ": nothing was noted down in this time yet\n";
  out += concat(
      {", ", text_or(rows.front(), "at", "-"), " to ", text_or(rows.back(), "at", "-"), "\n"});
  constexpr int beside = 45; // label and figures
  auto width = static_cast<std::size_t>(std::max(10, style.width - beside));
  for (const auto& one : all) {
    std::vector<double> values;
    for (const auto& row : rows)
      values.push_back(number_in(row, one.key).value_or(0));
    auto [low, high] = std::ranges::minmax(values);
    auto drawn = sparkline(values, width, style.unicode);
    out += line(one.label, concat({drawn, "  ", ms_text(low), " to ", ms_text(high), ", now ",
                                   ms_text(values.back()), " ", one.unit}));
  }
  return out;
}

std::string render_verify(const json& result, const render_style& style) {
  auto intact = flag_in(result, "intact").value_or(false);
  auto out = text_or(result, "folder", "-") + ": "
             + (intact ? paint("intact", tone::good, style) : paint("broken", tone::bad, style))
             + (intact ? ", " : ", good are ") + number_text(number_in(result, "conflicts"))
             + " conflicts and " + number_text(number_in(result, "resolutions"))
             + " resolutions\n";
  if (number_in(result, "history_samples") || number_in(result, "files"))
    out += "  also good: " + number_text(number_in(result, "history_samples"))
           + " samples of the history and " + number_text(number_in(result, "files"))
           + " files beside the database\n";
  if (auto unchecked = number_in(result, "unchecked_samples"); unchecked > 0.0)
    out += "  " + number_text(unchecked)
           + " samples were written by an older version, without a checksum\n";
  out += line("head", text_or(result, "head", "-"));
  if (number_in(result, "resolutions") > 0.0)
    out += line("head of resolutions", text_or(result, "resolutions_head", "-"));
  return out;
}

} // namespace mesh::console
