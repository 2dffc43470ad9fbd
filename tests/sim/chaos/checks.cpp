#include "tests/sim/chaos/checks.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace mesh::testing {

namespace {

using work_key = std::pair<message_id, agent_id>;

std::string name_of_command(const command_outcome& c) {
  return "command " + std::to_string(c.command) + " (" + c.name + "): ";
}
std::string name_of_key(const work_key& key) {
  return "message " + to_string(key.first) + " at " + to_string(key.second);
}

bool was_damaged(const chaos_record& r, agent_id agent) {
  return std::find(r.damaged.begin(), r.damaged.end(), agent) != r.damaged.end();
}

} // namespace

problems check_accounts(const chaos_record& r) {
  problems found;
  auto check = [&](const std::string& who, const gather_summary& s) {
    std::uint32_t named = 0;
    std::set<agent_id> names;
    for (const auto& group : s.exceptions) {
      named += group.count;
      names.insert(group.agents.begin(), group.agents.end());
    }
    if (s.accounted() != s.targets)
      found.push_back(who + std::to_string(s.accounted()) + " of " + std::to_string(s.targets)
                      + " targets are accounted for");
    if (s.sent > s.targets)
      found.push_back(who + "more sent than there are targets");
    if (named != s.targets - s.ready)
      found.push_back(who + std::to_string(named) + " exceptions, but "
                      + std::to_string(s.targets - s.ready) + " were not ready");
    if (names.size() != named)
      found.push_back(who + std::to_string(named) + " exceptions have "
                      + std::to_string(names.size()) + " names");
    for (const auto& group : s.answers)
      for (auto agent : group.agents)
        if (group.state == trinary::ready && names.contains(agent))
          found.push_back(who + to_string(agent) + " was ready, and an exception");
  };
  for (const auto& c : r.commands)
    for (const auto& s : c.gathers)
      check(name_of_command(c), s);
  return found;
}

problems check_effects(const chaos_record& r) {
  problems found;
  std::map<work_key, std::vector<const work_run*>> runs;
  for (const auto& run : r.work) {
    runs[{run.message, run.agent}].push_back(&run);
    if (run.expired)
      found.push_back(name_of_key({run.message, run.agent}) + " was begun after its time");
  }
  auto frozen_between = [&](agent_id agent, time_point from, time_point until) {
    return std::any_of(r.freezes.begin(), r.freezes.end(), [&](const freeze_note& f) {
      return f.from <= until && f.until >= from && f.where.contains(agent);
    });
  };
  for (const auto& [key, all] : runs)
    for (std::size_t later = 1; later < all.size(); ++later)
      for (std::size_t before = 0; before < later; ++before)
        if (all[before]->instance == all[later]->instance && !all[before]->put_down
            && !frozen_between(key.second, all[before]->begun, all[later]->begun))
          found.push_back(name_of_key(key) + " was begun twice by one and the same agent");
  std::set<work_key> counted;
  for (const auto& c : r.commands)
    for (const auto& e : c.effects) {
      if (e.run >= r.work.size()) {
        found.push_back(name_of_command(c) + "an answer that no work gave");
        continue;
      }
      const auto& run = r.work[e.run];
      auto planned = run.how == work_run::plan::conflict ? trinary::conflict : trinary::ready;
      if (run.agent != e.agent || run.command != c.command || planned != e.state)
        found.push_back(name_of_command(c) + "the answer of " + to_string(e.agent)
                        + " is not that of its work");
      if (!counted.insert({run.message, run.agent}).second)
        found.push_back(name_of_key({run.message, run.agent}) + " took effect twice");
    }
  return found;
}

problems check_freezes(const chaos_record& r) {
  problems found;
  for (const auto& span : r.frozen)
    for (const auto& run : r.work)
      if (span.where.contains(run.agent) && run.begun > span.from && run.begun < span.until)
        found.push_back(name_of_key({run.message, run.agent}) + " was begun while "
                        + to_string(span.where) + " was frozen");
  return found;
}

problems check_replacements(const chaos_record& r) {
  problems found;
  if (r.down_before_heal > 0 && r.given_up_before_heal == 0)
    found.push_back(std::to_string(r.down_before_heal)
                    + " agents are down, and nobody has given them up");
  if (r.down_after_heal > 0)
    found.push_back(std::to_string(r.down_after_heal) + " agents are down after heal");
  for (const auto& run : r.work) {
    if (run.how != work_run::plan::crash
        || std::find(r.left.begin(), r.left.end(), run.agent) != r.left.end())
      continue;
    auto replaced = std::any_of(r.instances.begin(), r.instances.end(), [&](const auto& i) {
      return i.first == run.agent && i.second > run.instance;
    });
    if (!replaced)
      found.push_back(to_string(run.agent) + " has crashed and was not replaced");
  }
  return found;
}

problems check_conflicts(const chaos_record& r) {
  problems found;
  std::map<message_id, std::uint64_t> command_of;
  std::set<work_key> answered, ran;
  for (const auto& run : r.work) {
    command_of[run.message] = run.command;
    ran.insert({run.message, run.agent});
    if (run.how == work_run::plan::conflict)
      answered.insert({run.message, run.agent});
  }
  std::set<work_key> logged;
  std::map<std::pair<std::uint64_t, agent_id>, int> left; // not yet counted by a command
  for (const auto& [agent, message] : r.conflicts) {
    const work_key key{message, agent};
    if (!logged.insert(key).second)
      found.push_back(name_of_key(key) + " is in the log twice");
    if (!answered.contains(key) && !was_damaged(r, agent))
      found.push_back(name_of_key(key) + " is in the log, and no agent said so");
    ++left[{command_of[message], agent}];
  }
  for (const auto& c : r.commands) {
    for (auto agent : c.conflicting)
      if (--left[{c.command, agent}] < 0)
        found.push_back(name_of_command(c) + "the conflict of " + to_string(agent)
                        + " is not in the log");
    for (const auto& e : c.effects)
      if (e.run < r.work.size() && e.state == trinary::ready && !was_damaged(r, e.agent)
          && logged.contains({r.work[e.run].message, e.agent}))
        found.push_back(name_of_command(c) + to_string(e.agent)
                        + " was ready, and is in the log with a conflict");
  }
  if (r.conflicts_lost > 0)
    found.push_back(std::to_string(r.conflicts_lost) + " conflicts were lost");
  return found;
}

problems check_breakers(const chaos_record& r) {
  problems found;
  struct last_seen {
    std::uint64_t keeper = 0;
    circuit_state state = circuit_state::closed;
    time_point since;
  };
  std::map<std::string, last_seen> last;
  for (const auto& note : r.breakers) {
    const auto& [from, to, reason] = note.what.change;
    auto& before = last[to_string(note.what.where)];
    auto same_hands = before.keeper == note.keeper;
    auto known = same_hands ? before.state : circuit_state::closed;
    auto waited_ms = to_ms(note.at - before.since);
    auto by_hand = reason.starts_with("by hand") || reason == "healed";
    auto wrong = [&](const std::string& why) {
      found.push_back(to_string(note.what) + ": " + why);
    };
    if (from != known)
      wrong("it was " + std::string(to_string(known)));
    // That it is open by hand from now on is one: it is not probed any more.
    if (from == to && !(to == circuit_state::open && note.by_hand && by_hand))
      wrong("that is no change");
    if (from == circuit_state::closed && to == circuit_state::half_open)
      wrong("half-open without having been open");
    if (from == circuit_state::open && to == circuit_state::closed && !by_hand)
      wrong("closed without a probe");
    if (from == circuit_state::open && to == circuit_state::half_open
        && waited_ms < r.breaker_times.open_ms)
      wrong("probed too early");
    if (from == circuit_state::half_open && to == circuit_state::closed && !by_hand
        && waited_ms < r.breaker_times.watch_ms)
      wrong("not watched long enough");
    if (!same_hands && before.state != circuit_state::closed && to != circuit_state::open)
      wrong("its new keeper has forgotten that it was open");
    before = {note.keeper, to, note.at};
  }
  for (const auto& [where, end] : last) // heal closes all that somebody knows of
    if (end.state != circuit_state::closed)
      found.push_back("the breaker of " + where + " was never closed: its new keeper has "
                      + "forgotten that it was " + std::string(to_string(end.state)));
  return found;
}

problems check_modes(const chaos_record& r) {
  problems found;
  for (const auto& [rate, mode] : r.modes_seen) {
    auto worse = static_cast<int>(rate < r.modes.full_minimum)
                 + static_cast<int>(rate < r.modes.light_minimum)
                 + static_cast<int>(rate < r.modes.moderate_minimum)
                 + static_cast<int>(rate < r.modes.severe_minimum);
    if (static_cast<int>(mode) != worse)
      found.push_back(std::string(to_string(mode)) + " at an active rate of "
                      + std::to_string(rate));
  }
  return found;
}

problems check_leaks(const chaos_record& r) {
  problems found;
  auto same = [&](const char* what, std::uint64_t before, std::uint64_t after) {
    if (after != before)
      found.push_back(std::to_string(after) + " " + what + ", " + std::to_string(before)
                      + " are right");
  };
  same("actors", r.at_start.actors, r.at_end.actors);
  if (r.at_end.timers > r.at_start.timers)
    same("timers", r.at_start.timers, r.at_end.timers);
  if (r.at_end.messages > r.agents) // each agent may keep the last one until the next
    same("messages that somebody holds", r.agents, r.at_end.messages);
  same("messages in queues", 0, r.at_end.queued);
  same("messages from agent to agent that ended", r.posts_sent,
       r.posts_answered + r.posts_undeliverable);
  for (auto messages : r.messages_over_rounds)
    same("messages held after a quiet round", r.messages_over_rounds.front(), messages);
  for (const auto& c : r.commands)
    if (c.failure.code == errc::too_many_in_flight)
      found.push_back(name_of_command(c) + to_string(c.failure));
  return found;
}

problems check_recovery(const chaos_record& r) {
  problems found;
  const auto& s = r.last;
  if (r.last_failure.code != errc::none)
    found.push_back("at the end: " + to_string(r.last_failure));
  else if (s.targets != r.agents || s.ready != r.agents)
    found.push_back("at the end " + std::to_string(s.ready) + " of " + std::to_string(r.agents)
                    + " agents are ready");
  if (r.choosable != r.agents)
    found.push_back("at the end " + std::to_string(r.choosable) + " of "
                    + std::to_string(r.agents) + " agents can be chosen");
  for (const auto& group : s.exceptions)
    if (!group.agents.empty())
      found.push_back("at the end " + to_string(group.agents.front()) + " and "
                      + std::to_string(group.count - 1)
                      + " more: " + std::string(to_string(group.kind)) + ", "
                      + to_string(error{group.reason, group.detail}));
  return found;
}

problems check_all(const chaos_record& r) {
  problems all;
  for (auto* check :
       {check_accounts, check_effects, check_freezes, check_replacements, check_conflicts,
        check_breakers, check_modes, check_leaks, check_recovery}) {
    auto found = check(r);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

} // namespace mesh::testing
