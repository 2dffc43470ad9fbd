#include "runtime/console/shared/routes.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/roster.hpp"
#include "actors/coordination/routing.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

std::string sentence_of_rule(const json& rule) {
  if (text_or(rule, "kind", "") == "exclude")
    return "no " + text_or(rule, "class", "-") + " for " + text_or(rule, "capability", "-");
  return "around " + text_or(rule, "agent", "-");
}

} // namespace

void change_rules(command_context& at, outcome& o,
                  const std::function<void(routing_rules&)>& change) {
  auto rules = at.mesh.change_rules(change);
  o.data["changed"] = true;
  write_rules(o.data, rules, at.mesh.who().capabilities());
}

void write_rules(json& to, const routing_rules& rules, const capability_catalogue& names) {
  to["rules"] = json::array();
  for (const auto& [cls, capability] : rules.exclusions())
    to["rules"].push_back(
        {{"kind", "exclude"},
         {"class", to_string(cls)},
         {"capability", names.names().at(static_cast<std::size_t>(capability))}});
  for (auto agent : rules.avoided_agents())
    to["rules"].push_back({{"kind", "around"}, {"agent", to_string(agent)}});
}

std::string draw_rules(const json& result, const render_style&) {
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

} // namespace mesh::console
