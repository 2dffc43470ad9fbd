#include "runtime/console/talk/wishes.hpp"

#include <set>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/talk/answers.hpp"
#include "runtime/console/talk/decisions.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_commands = 10;
constexpr std::string_view cut_mark = " ..."; // of a task whose text is not known to its end

/// Places that a wish needs: none is not the whole mesh here.
std::optional<std::vector<scope>> wished_places(turn& in, const intent& what,
                                                const std::string& verb) {
  if (what.places.empty() && what.refer.empty()) {
    in.complain("It is not clear where to " + verb + ".",
                "Name it, as in: " + verb + " sector 7.");
    return std::nullopt;
  }
  return in.places(what);
}

suggestion asked_for(const turn& in, std::vector<std::string> commands = {}) {
  return {std::move(commands), in.at.who + " asked for it"};
}

void offer_for_each(turn& in, const intent& what, const std::string& command) {
  const auto places = wished_places(in, what, command);
  if (!places)
    return;
  auto all = asked_for(in);
  for (const auto& where : *places)
    if (all.commands.size() < most_commands)
      all.commands.push_back(command + " " + to_string(where));
  in.about.places = *places;
  if (!was_proposed(in, what, command, all.commands))
    in.offer(all);
}

void route_around(turn& in, const intent& what) {
  const auto named = !what.places.empty() || !what.refer.empty();
  if (!named && was_proposed(in, what, "route around", {}))
    return;
  const auto places = in.places(what);
  if (!places)
    return;
  auto all = asked_for(in);
  for (const auto& where : *places) {
    if (where.kind() == scope::level::agent) {
      all.commands.push_back("route around " + to_string(where));
      continue;
    }
    for (const auto& row : slow_agents(in.at, where))
      if (all.commands.size() < most_commands)
        all.commands.push_back("route around " + to_string(row.id));
  }
  if (all.commands.empty())
    return in.complain("No agent in " + spoken(places->front()) + " is slow.",
                       "Name the agent, as in: route around s07.c04.a12.");
  if (!was_proposed(in, what, "route around", all.commands))
    in.offer(all);
}

void reassign(turn& in, const intent& what) {
  const auto places = in.places(what);
  if (!places)
    return;
  const auto stuck = stuck_in(in, *places);
  const auto before = in.offered.size();
  if (stuck.empty())
    return in.complain("No agent in " + spoken(places->front()) + " is stuck.",
                       "Ask: what is stuck?");
  if (was_proposed(in, what, "delegate", {}))
    return;
  offer_reassignment(in, stuck);
  if (in.offered.size() == before)
    in.complain("No class is known to be fitter for what they have in hand.",
                "Ask: why is " + to_string(stuck.front().row.id) + " slow?");
}

void exclude(turn& in, const intent& what) {
  const auto one =
      asked_for(in, {"route exclude " + std::string(to_string(what.classes.front())) + " from "
                     + what.capability});
  if (!was_proposed(in, what, "route exclude", one.commands))
    in.offer(one);
}

/// ` --in s07 --class D_GPU --capability inference`, as far as they were said.
std::string narrowed(const intent& what, const std::optional<scope>& where) {
  std::string options;
  if (where && where->kind() != scope::level::all)
    options += " --in " + to_string(*where);
  if (!what.classes.empty())
    options += " --class " + std::string(to_string(what.classes.front()));
  if (!what.capability.empty())
    options += " --capability " + what.capability;
  return options;
}

std::optional<std::optional<scope>> place_of(turn& in, const intent& what) {
  if (what.places.empty() && what.refer.empty())
    return std::optional<scope>();
  const auto places = in.places(what);
  if (!places)
    return std::nullopt;
  return std::optional(places->front());
}

void offer_one(turn& in, const std::string& command) {
  in.offer(asked_for(in, {command}));
}

void grow(turn& in, const intent& what) {
  const auto where = place_of(in, what);
  if (!where)
    return;
  if (!what.number || *what.number < 1)
    return in.complain("It is not clear by how many.", "Say it, as in: add 100 agents.");
  offer_one(in,
            "grow " + std::to_string(static_cast<long>(*what.number)) + narrowed(what, *where));
}

void drain(turn& in, const intent& what) {
  if (!what.host.empty())
    return offer_one(in, "node drain " + what.host);
  offer_for_each(in, what, "drain");
}

void ask(turn& in, const intent& what) {
  if (const auto where = place_of(in, what))
    offer_one(in, join_words({"ask", what.text}) + narrowed(what, *where));
}

void delegate(turn& in, const intent& what) {
  const auto where = place_of(in, what);
  if (!where)
    return;
  auto command = join_words({"delegate", what.text});
  if (*where && (*where)->kind() == scope::level::agent)
    command += " --to " + to_string(**where);
  else if (!what.classes.empty())
    command += " --to " + std::string(to_string(what.classes.front()));
  if (!what.capability.empty())
    command += " --capability " + what.capability;
  offer_one(in, command);
}

/// The next moment at which it is that time of the day, by UTC.
std::string next_moment(const std::string& time, std::uint64_t now_ms) {
  constexpr std::uint64_t day_ms = 86'400'000;
  const auto on = [&](std::uint64_t when) {
    constexpr std::size_t date = 10; // characters of 2026-11-21
    const auto hour = time.size() < 5 ? "0" + time : time;
    return utc(when).substr(0, date) + " " + hour;
  };
  const auto today = parse_time(on(now_ms));
  return today && *today > now_ms ? on(now_ms) : on(now_ms + day_ms);
}

void gather(turn& in, const intent& what) {
  const auto where = place_of(in, what);
  if (!where)
    return;
  std::string command = "gather";
  if (*where && (*where)->kind() != scope::level::all)
    command += " " + to_string(**where);
  if (!what.classes.empty())
    command += " --class " + std::string(to_string(what.classes.front()));
  if (!what.text.empty())
    command += " --payload " + join_words({what.text});
  if (!what.moment.empty()) {
    command += " --at \"" + next_moment(what.moment, in.at.mesh.wall_ms()) + "\"";
    in.say("Times are UTC.");
  }
  offer_one(in, command);
}

void restore(turn& in, const intent& what) {
  if (what.places.empty() && what.refer.empty())
    return offer_one(in, "route clear");
  offer_for_each(in, what, "route clear");
}

/// The best agent of a class that is none of those that were chosen before.
std::optional<agent_id> capable_agent(turn& in, const known_task& task, agent_class cls,
                                      std::set<agent_id>& taken) {
  const auto wanted = in.at.mesh.who().capabilities().resolve(task.capabilities);
  if (!wanted)
    return std::nullopt;
  routing_request request;
  request.capabilities = *wanted;
  request.cls = cls;
  for (const auto& row : best_of(in.at.mesh.agents(), {}, taken.size() + 1, any_score, request,
                                 in.at.mesh.rules()))
    if (taken.insert(row.id).second)
      return row.id;
  return std::nullopt;
}

} // namespace

void offer_reassignment(turn& in, const std::vector<agent_facts>& stuck) {
  suggestion all;
  std::set<agent_id> taken;
  std::vector<std::string> restored;
  std::set<std::string> excluded;
  const auto rules = in.at.mesh.rules();
  for (const auto& one : stuck) {
    const auto fitter = fitter_class(one);
    if (!fitter || !one.task || one.task->capabilities.empty()
        || one.task->text.ends_with(cut_mark) || all.commands.size() == most_commands)
      continue;
    const auto to = capable_agent(in, *one.task, *fitter, taken);
    if (!to)
      continue;
    all.commands.push_back(join_words({"delegate", one.task->text, "--to", to_string(*to),
                                       "--capability", one.task->capabilities.front()}));
    if (!is_excluded(in.at, one))
      excluded.insert("route exclude " + std::string(to_string(one.row.cls)) + " from "
                      + one.task->capabilities.front());
    if (rules.avoided(one.row.id))
      restored.push_back("route clear " + to_string(one.row.id));
  }
  if (all.commands.empty())
    return;
  all.why = "their class is not made for what they have in hand";
  all.commands.insert(all.commands.end(), excluded.begin(), excluded.end());
  all.commands.insert(all.commands.end(), restored.begin(), restored.end());
  in.offer(all);
}

void wish_for(turn& in, const intent& what) {
  const auto& name = what.name;
  if (name == "route_around")
    route_around(in, what);
  else if (name == "exclude")
    exclude(in, what);
  else if (name == "reassign")
    reassign(in, what);
  else if (name == "heal")
    offer_for_each(in, what, "heal");
  else if (name == "freeze")
    offer_for_each(in, what, "freeze");
  else if (name == "thaw")
    offer_for_each(in, what, "thaw");
  else if (name == "drain")
    drain(in, what);
  else if (name == "grow")
    grow(in, what);
  else if (name == "ask")
    ask(in, what);
  else if (name == "delegate")
    delegate(in, what);
  else if (name == "gather")
    gather(in, what);
  else if (name == "restore")
    restore(in, what);
  else
    in.complain("That wish is not known.", "Ask: what can you do?");
}

} // namespace mesh::console::talk
