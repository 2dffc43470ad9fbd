#include "runtime/console/shared/agent_causes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/console/running/json_values.hpp"

namespace mesh::console {

namespace {

/// The one that an agent waits for while it has work in hand.
std::string waits_for(const agent_identity& who) {
  if (who.person != nullptr)
    return "a person's answer";
  if (who.linked)
    return "its answer over the link";
  if (who.http != nullptr || who.a2a != nullptr)
    return "the answer of its URL";
  if (who.command != nullptr)
    return "its program";
  return "its own work";
}

} // namespace

fact_finder::fact_finder(command_context& at)
    : at_(at), rules_(at.mesh.rules()), circuits_(at.mesh.report().circuits) {}

/// Of its classes' agents that have these capabilities; those without a measured time of work
/// count with what their class is believed to take.
class_table fact_finder::able(const agent_row& row,
                              const std::vector<std::string>& capabilities) {
  std::string key;
  for (const auto& name : capabilities)
    key += name + ' ';
  if (const auto found = able_.find(key); found != able_.end())
    return found->second;
  class_table table;
  if (const auto wanted = at_.mesh.who().capabilities().resolve(capabilities))
    at_.mesh.agents().read().each_page({}, [&](const cluster_page& page) {
      for (const auto& one : page.rows) {
        if (!one.capabilities.includes(*wanted) || one.standing == membership::absent
            || one.state != agent_state::active || one.holds.overdue || one.id == row.id)
          continue;
        auto& figures = table.at(static_cast<std::size_t>(one.cls));
        ++figures.agents;
        figures.work_ms += (one.processing_ms - figures.work_ms) / figures.agents;
      }
    });
  return able_[key] = table;
}

agent_facts fact_finder::of(const agent_row& row) {
  agent_facts facts;
  facts.row = row;
  facts.good_context = row.context_hash == 0 ? 0 : at_.mesh.good_context();
  if (row.holds.what.value != 0) {
    facts.task = at_.mesh.tasks().find(row.holds.what);
    facts.in_hand_ms = to_ms(at_.mesh.now() - row.holds.since);
    facts.waits_for = waits_for(at_.mesh.who().identity(row.id));
  }
  if (facts.task)
    facts.able = able(row, facts.task->capabilities);
  for (const auto& one : circuits_)
    if (one.state != circuit_state::closed && one.where.contains(row.id)) {
      facts.breaker_open = true;
      facts.breaker = "the breaker of " + to_string(one.where) + " is "
                      + std::string(to_string(one.state))
                      + (one.reason.empty() ? "" : " (" + one.reason + ")");
    }
  facts.avoided = rules_.avoided(row.id);
  const auto reader = at_.mesh.agents().read();
  if (const auto* page = reader.page(row.id.parent()))
    for (const auto& one : page->rows)
      if (one.cls == row.cls && one.id != row.id && one.standing == membership::member) {
        ++facts.neighbours;
        facts.neighbours_alike += one.flags.slow || one.holds.overdue ? 1 : 0;
      }
  return facts;
}

std::vector<agent_row> overdue_agents(command_context& at, const std::vector<scope>& places) {
  std::vector<agent_row> found;
  const auto reader = at.mesh.agents().read();
  for (const auto& where : places)
    reader.each_page(where, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        if (row.holds.overdue && where.contains(row.id))
          found.push_back(row);
    });
  std::ranges::stable_sort(found, {}, [](const auto& row) { return row.holds.since; });
  return found;
}

json causes_json(const std::vector<cause>& causes) {
  auto all = json::array();
  for (const auto& one : causes)
    all.push_back({{"name", one.name}, {"text", one.text}});
  return all;
}

void write_task(json& to, const agent_facts& facts) {
  const auto holds = facts.row.holds.what.value != 0;
  to["task"] = facts.task ? json(facts.task->text) : json(nullptr);
  to["needs"] = facts.task ? json(facts.task->capabilities) : json::array();
  to["waits_for"] = holds ? json(facts.waits_for) : json(nullptr);
}

std::vector<std::string> not_known(command_context& at, const scope& where) {
  std::vector<std::string> all;
  const auto hosts = at.mesh.hosts();
  if (!hosts)
    return all;
  all.emplace_back("what other hosts sent by themselves is known by its id only, not by its "
                   "text");
  int silent = 0;
  at.mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      silent += row.state == agent_state::offline || row.state == agent_state::suspect ? 1 : 0;
  });
  if (silent > 0)
    all.push_back("of " + std::to_string(silent)
                  + " agents whose host or lead is silent, only what was known before");
  return all;
}

} // namespace mesh::console
