#include "runtime/console/shared/plans.hpp"

#include "runtime/base/utc.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"

namespace mesh::console {

json plan_json(const planned_gather& what) {
  json j{{"plan", what.name()},
         {"state", to_string(what.state)},
         {"at", utc(what.at_ms)},
         {"where", to_string(what.where)},
         {"class", what.cls ? json(to_string(*what.cls)) : json(nullptr)},
         {"payload", what.payload},
         {"planned", utc(what.planned_ms)}};
  if (!what.over())
    return j;
  const auto& o = what.outcome;
  j["ended"] = utc(what.ended_ms);
  j["success"] = o.success;
  j["why"] = o.why.empty() ? json(nullptr) : json(o.why);
  j["targets"] = o.targets;
  j["sent"] = o.sent;
  j["ready"] = o.ready;
  j["conflict"] = o.conflict;
  j["straggler"] = o.straggler;
  j["skipped"] = o.skipped;
  j["expired"] = o.expired;
  j["refused"] = o.refused;
  j["answers"] = json::array();
  for (const auto& one : o.answers)
    j["answers"].push_back(
        {{"state", to_string(one.state)}, {"value", one.value}, {"count", one.count}});
  return j;
}

std::string draw_plan(const json& result, const render_style& style) {
  auto drawn = text_or(result, "plan", "-") + " is " + text_or(result, "state", "-") + ": "
               + text_or(result, "where", "-");
  if (has(result, "class"))
    drawn += ", class " + text_or(result, "class", "-");
  drawn += ", ready at " + text_or(result, "at", "-") + "\n";
  if (has(result, "why"))
    drawn += "  " + text_or(result, "why", "-") + "\n";
  if (!has(result, "targets"))
    return drawn;
  drawn += "  " + number_text(number_in(result, "ready")) + " ready, "
           + number_text(number_in(result, "conflict")) + " conflict, "
           + number_text(number_in(result, "straggler")) + " straggler, "
           + number_text(number_in(result, "skipped")) + " skipped, "
           + number_text(number_in(result, "expired")) + " expired, "
           + number_text(number_in(result, "refused")) + " refused; of "
           + number_text(number_in(result, "targets")) + " targets\n";
  text_table answers({{"state"}, {"count", to_right}, {"answer"}});
  for (const auto& one : list_in(result, "answers"))
    answers.add({text_or(one, "state", "-"), number_text(number_in(one, "count")),
                 text_or(one, "value", "-")});
  return answers.empty() ? drawn : drawn + answers.str(style);
}

} // namespace mesh::console
