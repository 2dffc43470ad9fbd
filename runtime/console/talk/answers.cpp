#include "runtime/console/talk/answers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/shared/agent_causes.hpp"
#include "runtime/console/talk/looks.hpp"
#include "runtime/console/talk/wishes.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_named = 5;

std::string number(const json& object, const char* key) {
  return number_text(number_in(object, key));
}

/// The agents of a place by state, for sentences.
struct head_count {
  std::uint64_t agents = 0, active = 0, quarantined = 0, frozen = 0, offline = 0;
  double score = 0; // mean
};

head_count count_in(turn& in, const scope& where, std::optional<agent_class> cls = {}) {
  head_count all;
  in.at.mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows) {
      if (!where.contains(row.id) || row.standing != membership::member
          || (cls && row.cls != *cls))
        continue;
      ++all.agents;
      const auto up = row.state == agent_state::active || row.state == agent_state::degraded;
      all.active += up && !row.frozen ? 1 : 0;
      all.quarantined += row.state == agent_state::quarantined ? 1 : 0;
      all.offline += row.state == agent_state::offline ? 1 : 0;
      all.frozen += row.frozen ? 1 : 0;
      all.score += (row.score - all.score) / static_cast<double>(all.agents);
    }
  });
  return all;
}

std::string others_of(const head_count& all) {
  std::vector<std::string> kinds;
  if (all.quarantined > 0)
    kinds.push_back(many(all.quarantined, "agent") + " quarantined");
  if (all.offline > 0)
    kinds.push_back(std::to_string(all.offline) + " offline");
  if (all.frozen > 0)
    kinds.push_back(std::to_string(all.frozen) + " frozen");
  return kinds.empty() ? "None is quarantined, offline or frozen."
                       : "Of the others: " + enumerated(kinds) + ".";
}

/// False: `status` knows of none.
bool tell_cascade(turn& in, const json& status) {
  const auto ago = number_in(status, "since_last_cascade_s");
  if (ago)
    in.say("The last cascade was " + seconds_text(ago) + " ago.");
  return ago.has_value();
}

void tell_mesh(turn& in) {
  const auto status = in.look("status");
  if (status.is_null())
    return;
  const auto& agents = object_in(status, "agents");
  const auto& sectors = object_in(status, "sectors");
  in.say(number(agents, "active") + " of " + number(agents, "total") + " agents are active, "
         + number(sectors, "healthy") + " of " + number(sectors, "total")
         + " sectors are healthy, and the mean impedance is "
         + with_ms(number_in(object_in(status, "impedance"), "mean")) + ".");
  const auto& breakers = object_in(status, "breakers");
  in.say("Conflicts in the last hour: " + number(status, "conflicts_last_hour")
         + "; open breakers: " + number(breakers, "clusters") + " of clusters and "
         + number(breakers, "sectors") + " of sectors; the mode is "
         + text_or(status, "mode", "not known") + ".");
  (void)tell_cascade(in, status);
  if (const auto overdue = number_in(agents, "overdue"); overdue > 0.0)
    in.say(counted(overdue, "agent") + " have overdue work.");
}

void tell_agent(turn& in, agent_id id) {
  const auto agent = in.look("agent " + to_string(id));
  if (agent.is_null())
    return;
  in.say(to_string(id) + " (" + text_or(agent, "class", "-") + ") is "
         + text_or(agent, "state", "-") + ", with an impedance of "
         + with_ms(number_in(agent, "score")) + " and "
         + counted(number_in(agent, "queue"), "message") + " waiting.");
  const auto& holds = object_in(agent, "in_hand");
  if (has(holds, "message"))
    in.say("It has had "
           + (has(agent, "task") ? "\"" + text_or(agent, "task", "") + "\""
                                 : "message " + text_or(holds, "message", "-"))
           + " in hand for " + seconds_text(number_in(holds, "since_s")) + ", and waits for "
           + text_or(agent, "waits_for", "its work") + ".");
  in.about.them = {id};
}

void tell_place(turn& in, const scope& where) {
  const auto all = count_in(in, where);
  in.say("In " + to_string(where) + " " + std::to_string(all.active) + " of "
         + many(all.agents, "agent") + " are active, with a mean impedance of "
         + with_ms(all.score) + ".");
  in.say(others_of(all));
}

void tell_status(turn& in, const intent& what) {
  const auto places = in.places(what);
  if (!places)
    return;
  in.about.them.clear();
  if (!what.classes.empty()) {
    for (const auto cls : what.classes) {
      const auto all = count_in(in, places->front(), cls);
      in.say(std::to_string(all.active) + " of " + many(all.agents, "agent") + " of class "
             + std::string(to_string(cls)) + " in " + spoken(places->front())
             + " are active, with a mean impedance of " + with_ms(all.score) + ".");
      in.say(others_of(all));
    }
    return;
  }
  for (const auto& where : *places) {
    if (where.kind() == scope::level::all)
      tell_mesh(in);
    else if (where.kind() == scope::level::agent)
      tell_agent(in, where.agent());
    else
      tell_place(in, where);
  }
  if (places->front().kind() == scope::level::agent)
    return;
  in.about.places = *places;
  if (places->front().kind() != scope::level::all)
    if (const auto status = in.look("status"); !tell_cascade(in, status) && !status.is_null())
      in.say("There has been no cascade yet.");
  tell_slow(in, *places, true);
}

std::string one_slow(const agent_row& row) {
  return to_string(row.id) + " (" + std::string(to_string(row.cls)) + ", "
         + (row.holds.overdue ? "overdue" : with_ms(row.score)) + ")";
}

void tell_stuck(turn& in, const intent& what) {
  const auto places = in.places(what);
  if (!places)
    return;
  const auto found = stuck_in(in, *places);
  std::vector<std::string> where;
  for (const auto& place : *places)
    where.push_back(spoken(place));
  if (where.size() > most_named)
    where.resize(most_named);
  if (found.empty()) {
    in.say("No agent in " + enumerated(where) + " has work that takes longer than is usual.");
    return;
  }
  in.say(many(found.size(), "agent") + (found.size() == 1 ? " is" : " are") + " stuck.");
  for (std::size_t i = 0; i < std::min(found.size(), most_named); ++i) {
    const auto& one = found[i];
    in.say(to_string(one.row.id) + " (" + std::string(to_string(one.row.cls)) + ") has had "
           + (one.task ? "\"" + printable(one.task->text) + "\""
                       : "work of which only the id is known, " + to_string(one.row.holds.what)
                             + ",")
           + " in hand for " + time_text(one.in_hand_ms) + ", and waits for " + one.waits_for
           + ".");
  }
  in.about.them.clear();
  for (const auto& one : found)
    if (in.about.them.size() < most_named)
      in.about.them.push_back(one.row.id);
  const auto causes = causes_of(found.front());
  if (!causes.empty())
    in.say("The root cause: " + causes.front().text + ".");
  offer_reassignment(in, found);
  for (const auto& unknown : not_known(in.at, {}))
    in.say("Not known: " + unknown + ".");
}

/// The slow agents of these places, where they are no agents themselves.
std::vector<scope> agents_meant(turn& in, const std::vector<scope>& places) {
  std::vector<scope> meant;
  for (const auto& where : places) {
    if (where.kind() == scope::level::agent)
      meant.push_back(where);
    else
      for (const auto& row : slow_agents(in.at, where))
        meant.emplace_back(row.id);
  }
  if (meant.size() > most_named)
    meant.resize(most_named);
  return meant;
}

void tell_why(turn& in, const intent& what) {
  const auto places = in.places(what);
  if (!places)
    return;
  const auto agents = agents_meant(in, *places);
  if (agents.empty())
    return in.say("Nothing unusual is known of " + spoken(places->front()) + ".");
  in.about.them.clear();
  for (const auto& where : agents) {
    in.about.them.push_back(where.agent());
    const auto why = in.look("why " + to_string(where));
    if (why.is_null())
      return;
    std::string causes;
    for (const auto& one : list_in(why, "causes"))
      causes += (causes.empty() ? "" : "; ") + text_or(one, "text", "-");
    in.say(causes.empty() ? "Nothing unusual is known of " + to_string(where) + "."
                          : to_string(where) + ": " + causes + ".");
  }
}

} // namespace

void tell_slow(turn& in, const std::vector<scope>& places, bool only_if_any) {
  std::vector<agent_row> slow;
  for (const auto& where : places)
    for (auto& row : slow_agents(in.at, where))
      slow.push_back(std::move(row));
  if (slow.empty()) {
    if (!only_if_any)
      in.say("No agent in " + spoken(places.front()) + " is slower than is usual for it.");
    return;
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(slow.size(), most_named); ++i)
    names.push_back(one_slow(slow[i]));
  in.say(many(slow.size(), "agent") + (slow.size() == 1 ? " is" : " are")
         + " slow: " + enumerated(names)
         + (slow.size() > names.size()
                ? ", and " + std::to_string(slow.size() - names.size()) + " more"
                : "")
         + ".");
  in.about.them.clear();
  suggestion around;
  for (std::size_t i = 0; i < std::min(slow.size(), most_named); ++i) {
    in.about.them.push_back(slow[i].id);
    around.commands.push_back("route around " + to_string(slow[i].id));
  }
  around.why = "slow in " + spoken(places.front());
  in.offer(around);
}

std::vector<agent_facts> stuck_in(turn& in, const std::vector<scope>& places) {
  auto rows = overdue_agents(in.at, places);
  constexpr std::size_t most_looked_into = 50;
  if (rows.size() > most_looked_into)
    rows.resize(most_looked_into);
  fact_finder find(in.at);
  std::vector<agent_facts> all;
  for (const auto& row : rows)
    all.push_back(find.of(row));
  return all;
}

bool answer(turn& in, const intent& what) {
  if (what.name == "status")
    tell_status(in, what);
  else if (what.name == "stuck")
    tell_stuck(in, what);
  else if (what.name == "why")
    tell_why(in, what);
  else if (what.name == "slow") {
    if (const auto places = in.places(what)) {
      in.about.places = *places;
      tell_slow(in, *places, false);
    }
  } else
    return look_up(in, what);
  return true;
}

} // namespace mesh::console::talk
