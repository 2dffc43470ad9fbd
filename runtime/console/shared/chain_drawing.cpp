#include "runtime/console/shared/chain_drawing.hpp"

#include "runtime/base/text.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"

namespace mesh::console {

namespace {

std::string chain_progress(const json& row) {
  return number_text(number_in(row, "verified")) + " of " + number_text(number_in(row, "tasks"))
         + " verified";
}

} // namespace

std::string draw_chain_list(const json& result, const render_style& style) {
  text_table table({{"chain"},
                    {"phase"},
                    {"tasks", to_right},
                    {"verified", to_right},
                    {"assumed", to_right},
                    {"running", to_right},
                    {"failed", to_right},
                    {"flushed", to_right}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "id", "-"), text_or(row, "phase", "-"),
               number_text(number_in(row, "tasks")), number_text(number_in(row, "verified")),
               number_text(number_in(row, "assumed")), number_text(number_in(row, "running")),
               number_text(number_in(row, "failed")), number_text(number_in(row, "flushed"))});
  return table.empty() ? "there are no chains\n" : table.str(style);
}

std::string draw_chain(const json& result, const render_style& style) {
  auto out = text_or(result, "id", "-") + " is " + text_or(result, "phase", "-") + ": "
             + chain_progress(result) + "\n";
  if (!has(result, "rows"))
    return out;
  text_table table({{"task"},
                    {"phase"},
                    {"agents"},
                    {"signed_off", to_right},
                    {"builds_on", to_right},
                    {"lives", to_right},
                    {"then"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "task", "-"), text_or(row, "phase", "-"),
               listed(texts_in(row, "agents")), number_text(number_in(row, "signed_off")),
               number_text(number_in(row, "builds_on_unverified")),
               number_text(number_in(row, "lives")), listed(texts_in(row, "next"))});
  out += table.str(style);
  for (const auto& row : list_in(result, "rows"))
    if (const auto& failure = object_in(row, "failure"); !failure.empty())
      out += "  " + text_or(row, "task", "-") + ": " + text_or(failure, "detail", "-") + "\n";
  if (auto effect = text_in(result, "effect_failure"))
    out += "  an effect failed: " + *effect + "\n";
  return out;
}

std::string draw_chain_explain(const json& result, const render_style& style) {
  auto out = draw_chain(result, style);
  for (const auto& flush : list_in(result, "flushes"))
    out += "  " + text_or(flush, "task", "-") + ": " + text_or(flush, "why", "-") + "; "
           + number_text(number_in(flush, "flushed")) + " tasks behind it were flushed\n";
  out += "  " + number_text(number_in(result, "ahead")) + " of "
         + number_text(number_in(result, "begun"))
         + " tasks began before all they build on was verified\n";
  out += "  wasted share of agents' time: " + text_or(result, "wasted_share", "-")
         + "; speed-up against waiting: " + text_or(result, "speed_up", "not known yet") + "\n";
  return out;
}

std::string draw_chain_board(const json& result, const render_style& style) {
  text_table table({{"task"}, {"phase"}, {"for", to_right}, {"agents_on_each_aspect"}});
  for (const auto& row : list_in(result, "rows")) {
    std::vector<std::string> aspects;
    for (const auto& one : list_in(row, "aspects"))
      aspects.push_back(text_or(one, "aspect", "-") + " "
                        + number_text(number_in(one, "agents")));
    table.add({text_or(row, "task", "-"), text_or(row, "phase", "-"),
               number_text(number_in(row, "for_ms")) + " ms", listed(aspects)});
  }
  return text_or(result, "id", "-") + ", version " + number_text(number_in(result, "version"))
         + "\n" + table.str(style);
}

std::string draw_chain_check(const json& result, const render_style&) {
  std::string out;
  for (const auto& one : list_in(result, "problems"))
    out += "  " + text_or(one, "where", "") + ": " + text_or(one, "problem", "-")
           + "; expected " + text_or(one, "expected", "-") + "\n";
  if (out.empty())
    out = text_or(result, "file", "-") + ": good, " + number_text(number_in(result, "tasks"))
          + " tasks\n";
  return out;
}

} // namespace mesh::console
