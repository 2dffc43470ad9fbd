#include "runtime/console/talk/looks.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/console/shared/proposing.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_listed = 5;

std::string since(const intent& what) {
  return what.past_ms ? " --since " + format_duration(std::max(1.0, *what.past_ms)) : "";
}

std::string in_the_past(const intent& what) {
  return what.past_ms ? " in the last " + time_text(*what.past_ms) : "";
}

/// The first place, as a command has it; empty: the mesh. None: it was complained about.
std::optional<std::string> one_place(turn& in, const intent& what) {
  const auto places = in.places(what);
  if (!places)
    return std::nullopt;
  in.about.places = *places;
  return places->front().kind() == scope::level::all ? "" : " " + to_string(places->front());
}

/// The values of a column, how often each; the most frequent first.
std::string by(const json& rows, const char* column) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& row : rows)
    counts[text_or(row, column, "-")] += 1;
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [name, count] : counts)
    order.emplace_back(count, name);
  std::ranges::sort(order, std::greater());
  std::vector<std::string> names;
  for (const auto& [count, name] : order)
    if (names.size() < most_listed)
      names.push_back(std::to_string(count) + " " + name);
  return enumerated(names);
}

void tell_conflicts(turn& in, const intent& what) {
  const auto where = one_place(in, what);
  if (!where)
    return;
  const auto found = in.look("conflicts" + *where + since(what) + " --limit all");
  if (found.is_null())
    return;
  const auto& rows = list_in(found, "rows");
  if (rows.empty())
    return in.say("There are no conflicts" + in_the_past(what) + ".");
  in.say(many(rows.size(), "conflict") + in_the_past(what) + ": " + by(rows, "type") + ".");
  in.say("See 'conflicts --unresolved' for those that wait.");
}

void tell_breakers(turn& in, const intent& what) {
  const auto places = in.places(what);
  const auto found = places ? in.look("breakers") : json();
  if (found.is_null())
    return;
  std::vector<std::string> open;
  for (const auto& row : list_in(found, "rows")) {
    const auto target = text_or(row, "target", text_or(row, "where", "-").c_str());
    const auto where = parse_scope(target);
    const auto meant = std::ranges::any_of(
        *places, [&](const scope& one) { return !where.has_value() || one.covers(*where); });
    if (meant && open.size() < most_listed)
      open.push_back(target + " (" + text_or(row, "state", "-") + ")");
  }
  in.say(open.empty() ? "No breaker is open."
                      : "Not closed: " + enumerated(open) + ". See 'breakers'.");
}

void tell_chains(turn& in) {
  const auto found = in.look("chain list");
  if (found.is_null())
    return;
  const auto& rows = list_in(found, "rows");
  in.say(rows.empty() ? "No chain has been run."
                      : many(rows.size(), "chain") + ": " + by(rows, "state") + ".");
}

void tell_hosts(turn& in, const intent& what) {
  if (!in.at.mesh.hosts())
    return in.say("This mesh is in one process: it has no other hosts.");
  const auto found = in.look("nodes");
  const auto& rows = list_in(found, "rows");
  for (const auto& row : rows)
    if (!what.host.empty() && text_or(row, "name", "-") == what.host)
      return in.say(what.host + " is " + text_or(row, "state", "-") + " and has "
                    + counted(number_in(row, "sectors"), "sector") + ".");
  if (!found.is_null())
    in.say(many(rows.size(), "host") + ": " + by(rows, "state") + ".");
}

void tell_events(turn& in, const intent& what) {
  const auto where = one_place(in, what);
  if (!where)
    return;
  const auto found = in.look("events" + *where + since(what) + " --limit all");
  if (found.is_null())
    return;
  const auto& rows = list_in(found, "rows");
  if (rows.empty())
    return in.say("There were no events" + in_the_past(what) + ".");
  in.say(many(rows.size(), "event") + in_the_past(what) + ": " + by(rows, "class") + ".");
  const auto& newest = rows.front();
  const auto place = text_or(newest, "where", "all");
  in.say("The newest: " + text_or(newest, "class", "-") + (place == "all" ? "" : " at " + place)
         + ", " + text_or(newest, "seen", "-") + ".");
}

void tell_history(turn& in, const intent& what) {
  const auto places = in.places(what);
  if (!places)
    return;
  const auto& where = places->front();
  if (where.kind() != scope::level::agent && where.kind() != scope::level::cluster) {
    tell_events(in, what);
    return tell_conflicts(in, what);
  }
  const auto found = in.look("history " + to_string(where) + since(what));
  const auto& rows = list_in(found, "rows");
  if (found.is_null())
    return;
  if (rows.empty())
    return in.say("Nothing was recorded of " + to_string(where) + in_the_past(what) + ".");
  in.say("The impedance of " + to_string(where) + " was "
         + with_ms(number_in(rows.front(), "score")) + " at first and is "
         + with_ms(number_in(rows.back(), "score")) + " now, in " + many(rows.size(), "sample")
         + ".");
}

/// The score of a place against what is usual for its agents: 1 is as usual.
struct pace {
  scope where;
  double score = 0;
  double usual = 0;
  std::uint64_t agents = 0, active = 0;
  [[nodiscard]] double times() const { return usual > 0 ? score / usual : 1; }
};

pace pace_of(turn& in, const scope& where) {
  pace all{where};
  std::uint64_t known = 0;
  double score_of_known = 0;
  in.at.mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows) {
      if (!where.contains(row.id) || row.standing != membership::member)
        continue;
      ++all.agents;
      all.active += row.state == agent_state::active ? 1 : 0;
      all.score += row.score;
      if (row.mean_score <= 0)
        continue;
      ++known;
      all.usual += row.mean_score;
      score_of_known += row.score;
    }
  });
  if (all.agents > 0)
    all.score /= static_cast<double>(all.agents);
  if (known > 0 && score_of_known > 0) // of those with a usual score, as a ratio
    all.usual = all.score * all.usual / score_of_known;
  return all;
}

void compare_places(turn& in, std::vector<scope> places) {
  std::vector<pace> all;
  for (const auto& where : places)
    all.push_back(pace_of(in, where));
  for (const auto& one : all)
    in.say(spoken(one.where) + ": " + std::to_string(one.active) + " of "
           + many(one.agents, "agent") + " active, mean impedance " + with_ms(one.score) + ".");
  if (all.size() < 2)
    return;
  const auto [best, worst] = std::ranges::minmax_element(all, {}, &pace::score);
  if (best->score < worst->score)
    in.say(spoken(best->where) + " is the faster one, by " + with_ms(worst->score - best->score)
           + ".");
  else
    in.say("They are equally fast.");
  in.about.places = std::move(places);
}

void tell_slower(turn& in) {
  constexpr double worth_saying = 1.1;
  std::vector<pace> all;
  for (int i = 0; i < in.at.mesh.cfg().topology.sectors; ++i) {
    auto one = pace_of(in, sector_id{static_cast<std::uint8_t>(i)});
    if (one.times() >= worth_saying)
      all.push_back(one);
  }
  if (all.empty())
    return in.say("No sector is slower than is usual for its agents.");
  std::ranges::stable_sort(all, std::greater(), &pace::times);
  std::vector<std::string> names;
  in.about.places.clear();
  for (const auto& one : all)
    if (names.size() < most_listed) {
      names.push_back(spoken(one.where) + " (" + with_ms(one.score) + ", usually "
                      + with_ms(one.usual) + ")");
      in.about.places.push_back(one.where);
    }
  in.say(many(all.size(), "sector") + " got slower: " + enumerated(names) + ".");
}

void tell_compare(turn& in, const intent& what) {
  if (what.places.empty() && what.refer.empty())
    return tell_slower(in);
  if (auto places = in.places(what))
    compare_places(in, *std::move(places));
}

void tell_proposals(turn& in, const intent& what) {
  if (what.proposal) {
    const auto one = in.proposal_called(*what.proposal);
    if (!one)
      return;
    if (one->state == proposal_state::waiting)
      in.offered = {one->number};
    return in.say(one->name() + " is " + std::string(to_string(one->state)) + ": "
                  + listed_commands(*one) + ", because " + one->why + ".");
  }
  for (const auto& one : suggestions_now(in.at))
    in.offer(one);
  if (in.offered.empty())
    in.say("I recommend nothing now.");
}

void tell_rules(turn& in) {
  const auto found = in.look("route list");
  std::vector<std::string> rules;
  for (const auto& one : list_in(found, "rules"))
    rules.push_back(text_or(one, "kind", "") == "exclude"
                        ? "no " + text_or(one, "class", "-") + " for "
                              + text_or(one, "capability", "-")
                        : "around " + text_or(one, "agent", "-"));
  if (found.is_null())
    return;
  const auto all = rules.size();
  rules.resize(std::min(all, most_listed));
  in.say(rules.empty() ? "There are no routing rules."
                       : many(all, "routing rule") + ": " + enumerated(rules) + ".");
}

void tell_frozen(turn& in) {
  const auto status = in.look("status");
  const auto& frozen = object_in(status, "frozen");
  if (!status.is_null())
    in.say(number_in(frozen, "agents").value_or(0) > 0
               ? counted(number_in(frozen, "agents"), "agent")
                     + " are frozen: " + enumerated(texts_in(frozen, "scopes")) + "."
               : "Nothing is frozen.");
}

void tell_able(turn& in, const intent& what) {
  if (what.capability.empty())
    return in.say("The capabilities are " + enumerated(in.at.mesh.who().capabilities().names())
                  + ".");
  const auto wanted = in.at.mesh.who().capabilities().resolve({what.capability});
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t all = 0;
  if (wanted)
    in.at.mesh.agents().read().each_page({}, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        if (row.standing == membership::member && row.capabilities.includes(*wanted)) {
          ++all;
          ++counts[std::string(to_string(row.cls))];
        }
    });
  std::vector<std::string> names;
  for (const auto& [cls, count] : counts)
    names.push_back(std::to_string(count) + " " + cls);
  in.about.capability = what.capability;
  in.say(many(all, "agent") + " can do " + what.capability
         + (names.empty() ? "." : ": " + enumerated(names) + "."));
}

void tell_help(turn& in) {
  in.say("Ask about the mesh, a sector, a cluster, an agent or a class; about slow and stuck "
         "agents, conflicts, breakers, chains, hosts, events and history; compare sectors.");
  in.say("Wish to route around, exclude, reassign, heal, freeze, thaw, drain, grow, ask, "
         "delegate or gather: it is proposed, and done when you say yes.");
}

} // namespace

bool look_up(turn& in, const intent& what) {
  const auto& name = what.name;
  if (name == "conflicts")
    tell_conflicts(in, what);
  else if (name == "breakers")
    tell_breakers(in, what);
  else if (name == "chains")
    tell_chains(in);
  else if (name == "hosts")
    tell_hosts(in, what);
  else if (name == "events")
    tell_events(in, what);
  else if (name == "history")
    tell_history(in, what);
  else if (name == "compare")
    tell_compare(in, what);
  else if (name == "proposals")
    tell_proposals(in, what);
  else if (name == "rules")
    tell_rules(in);
  else if (name == "frozen")
    tell_frozen(in);
  else if (name == "capable")
    tell_able(in, what);
  else if (name == "help")
    tell_help(in);
  else
    return false;
  return true;
}

} // namespace mesh::console::talk
