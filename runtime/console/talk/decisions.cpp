#include "runtime/console/talk/decisions.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/shared/proposing.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console::talk {

namespace {

/// The proposals that a yes may mean: all of the operator's own that wait, and others that the
/// last answer showed.
std::vector<proposal> live(turn& in) {
  auto& book = in.at.mesh.desk().proposals;
  auto all = book.waiting_of(in.at.who, in.at.mesh.wall_ms());
  for (const auto number : in.about.proposals)
    if (std::ranges::find(all, number, &proposal::number) == all.end())
      if (auto one = book.find(number, in.at.mesh.wall_ms());
          one && one->state == proposal_state::waiting)
        all.push_back(*std::move(one));
  return all;
}

/// Those that it knows to have ended a moment ago, for "yes" that comes too late.
void nothing_waits(turn& in) {
  for (const auto number : in.about.proposals)
    if (const auto one = in.at.mesh.desk().proposals.find(number, in.at.mesh.wall_ms());
        one && one->over())
      return in.complain("Nothing of yours waits for a yes: " + one->name() + " is "
                             + std::string(to_string(one->state)) + ".",
                         "Ask for it again.");
  in.complain("Nothing of yours waits for a yes.", "Ask for example: what do you recommend?");
}

/// The one that is meant; none: it was asked which.
std::optional<proposal> which(turn& in, const intent& what) {
  auto all = live(in);
  auto wanted = what.proposal;
  if (!wanted && what.number)
    wanted = static_cast<std::uint64_t>(*what.number);
  if (wanted)
    return in.proposal_called(*wanted);
  if (what.only && all.size() > 1) {
    const auto place = static_cast<std::size_t>(*what.only) - 1;
    if (place < all.size())
      return all[place];
  }
  if (all.empty()) {
    nothing_waits(in);
    return std::nullopt;
  }
  if (all.size() == 1)
    return all.front();
  std::vector<std::string> names;
  for (const auto& one : all)
    names.push_back(std::to_string(one.number) + " ('" + one.commands.front() + "')");
  in.about.proposals.clear();
  for (const auto& one : all)
    in.about.proposals.push_back(one.number);
  in.complain("Which one? " + enumerated(names) + " wait.",
              "Say for example: do proposal " + std::to_string(all.front().number) + ".");
  return std::nullopt;
}

/// `15 of 15 agents are ready; 12 answer "yes", 3 answer "no"`, of a command that sent to many.
std::string told_by(const json& result) {
  constexpr std::size_t most_told = 3;
  auto text = number_text(number_in(result, "ready")) + " of "
              + counted(number_in(result, "sent"), "agent") + " are ready";
  std::vector<std::string> groups;
  for (const auto& one : list_in(result, "answers"))
    if (groups.size() < most_told)
      groups.push_back(number_text(number_in(one, "count")) + " answer \""
                       + shortened(text_or(one, "value", ""), 60) + "\"");
  return groups.empty() ? text : text + "; " + enumerated(groups);
}

/// Says how the commands of an approved proposal ended, in a sentence each.
void tell_results(turn& in, const json& data) {
  for (const auto& one : list_in(data, "results")) {
    const auto text = text_or(one, "text", "-");
    if (const auto why = text_in(object_in(one, "error"), "detail"))
      in.say("'" + text + "' failed: " + *why + ".");
    else if (has(one, "held"))
      in.say("'" + text + "' is held: "
             + text_or(object_in(one, "held"), "reason", "the mode does not let it run") + ".");
    else if (const auto agent = text_in(one, "agent"); agent && has(one, "task"))
      in.say("'" + text + "' is done, by " + *agent + ": " + text_or(one, "result", "-") + ".");
    else if (has(one, "sent") && has(one, "ready"))
      in.say("'" + text + "' is done: " + told_by(one) + ".");
    else
      in.say("'" + text + "' is done.");
  }
}

void approve_it(turn& in, const proposal& what) {
  outcome o;
  approve(in.at, what.number, o);
  tell_results(in, o.data);
  in.code = worse(in.code, o.code);
  std::erase(in.about.proposals, what.number);
  if (const auto why = text_in(object_in(o.data, "error"), "detail")) {
    in.say("It was not done: " + *why + ".");
    if (const auto instead = number_in(object_in(o.data, "proposal"), "instead")) {
      in.offered.push_back(static_cast<std::uint64_t>(*instead));
      in.say("The same for the mesh as it is now is proposal "
             + std::to_string(static_cast<std::uint64_t>(*instead)) + ".");
    }
  }
}

/// Only one command of a proposal: it is proposed alone, and approved.
void approve_part(turn& in, const proposal& what, std::size_t number) {
  if (number == 0 || number > what.commands.size())
    return in.complain(what.name() + " has only " + many(what.commands.size(), "command") + ".",
                       "Say yes to all of it, or no.");
  const auto part =
      propose(in.at, {{what.commands[number - 1]}, what.why, proposer::person, in.at.who});
  if (!part)
    return in.complain(part.error().detail + ".", part.error().remedy);
  if (part->number != what.number) {
    outcome replaced;
    reject(in.at, what.number, "only a part was wanted: " + part->name(), replaced);
  }
  approve_it(in, *part);
}

} // namespace

bool was_proposed(turn& in, const intent& what, const std::string& verb,
                  const std::vector<std::string>& commands) {
  if (!what.agreed && !(what.places.empty() && what.classes.empty()))
    return false;
  for (const auto& one : live(in)) {
    const auto same =
        commands.empty() ? std::ranges::all_of(
            one.commands, [&](const auto& command) { return command.starts_with(verb); })
                         : one.commands == commands;
    const auto shown =
        std::ranges::find(in.about.proposals, one.number) != in.about.proposals.end();
    if (!same || !shown)
      continue;
    approve_it(in, one);
    return true;
  }
  return false;
}

void say_yes(turn& in, const intent& what) {
  const auto one = which(in, what);
  if (!one)
    return;
  if (what.only && live(in).size() <= 1 && (one->commands.size() > 1 || *what.only != 1))
    return approve_part(in, *one, static_cast<std::size_t>(*what.only));
  approve_it(in, *one);
}

void say_no(turn& in, const intent& what) {
  const auto one = which(in, what);
  if (!one)
    return;
  outcome o;
  reject(in.at, one->number, "", o);
  in.code = worse(in.code, o.code);
  if (const auto why = text_in(object_in(o.data, "error"), "detail"))
    return in.say(*why + ".");
  std::erase(in.about.proposals, one->number);
  in.say(one->name() + " is dropped; nothing was changed.");
}

} // namespace mesh::console::talk
