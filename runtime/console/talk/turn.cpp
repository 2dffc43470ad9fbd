#include "runtime/console/talk/turn.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "actors/coordination/roster.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/shared/proposing.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console::talk {

namespace {

/// The nearest place that exists: the same with each number as large as it may be.
scope nearest_place(const roster& who, const scope& where) {
  const auto all = who.in({});
  scope best = all.back();
  for (const auto& id : all) { // by id: the last that is not behind it
    if (where.kind() == scope::level::agent && id > where.agent())
      break;
    if (where.kind() != scope::level::agent && id.parent() > where.cluster())
      break;
    best = id;
  }
  if (where.kind() == scope::level::sector)
    return best.sector();
  return where.kind() == scope::level::cluster ? scope(best.cluster()) : best;
}

/// The places that a pronoun means: several agents for "them", one for "it", else the place
/// that was spoken about.
std::vector<scope> meant_by(const conversation& about, const std::string& word) {
  const auto agents =
      word == "them" ? !about.them.empty() : word == "it" && about.them.size() == 1;
  if (!agents && !about.places.empty())
    return about.places;
  return {about.them.begin(), about.them.end()};
}

bool all_exist(turn& in, const std::vector<scope>& places) {
  const auto& who = in.at.mesh.who();
  for (const auto& where : places)
    if (!who.contains(where)) {
      in.complain("There is no " + to_string(where) + " in this mesh.",
                  "The nearest is " + to_string(nearest_place(who, where)) + ".");
      return false;
    }
  return true;
}

} // namespace

std::string many(std::uint64_t count, const std::string& one) {
  return counted(static_cast<double>(count), one);
}

std::string enumerated(const std::vector<std::string>& names) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i)
    all += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return all;
}

std::string spoken(const scope& where) {
  return where.kind() == scope::level::all ? "the mesh" : to_string(where);
}

void turn::complain(const std::string& why, const std::string& remedy) {
  say(why);
  if (!remedy.empty())
    say(remedy);
  code = worse(code, exit_code::failed);
}

json turn::look(const std::string& command) {
  auto result = at.run_line(command, false);
  if (result.code == exit_code::done || result.code == exit_code::some_missing)
    return std::move(result.data);
  const auto& why = object_in(result.data, "error");
  complain("'" + command + "' says: " + text_or(why, "detail", "it failed") + ".",
           text_or(why, "remedy", ""));
  return nullptr;
}

void turn::offer(const suggestion& what) {
  if (what.commands.empty())
    return;
  const auto made =
      propose(at, {what.commands, what.why, proposer::person, at.who, what.author});
  if (!made)
    return complain(made.error().detail + ".", made.error().remedy);
  std::vector<std::string> quoted;
  for (const auto& command : made->commands)
    quoted.push_back("'" + command + "'");
  auto text =
      "I propose " + enumerated(quoted) + " (proposal " + std::to_string(made->number) + ")";
  if (!made->author.empty())
    text += ", which the " + made->author + " wrote";
  if (made->reach.agents > 0)
    text += ": it reaches " + many(made->reach.agents, "agent");
  say(text + ".");
  if (!made->reach.mode.empty())
    say("Now it would be " + made->reach.mode + ".");
  if (std::ranges::find(offered, made->number) == offered.end())
    offered.push_back(made->number);
}

std::optional<std::vector<scope>> turn::places(const intent& what) {
  auto found = what.places;
  for (const auto& word : what.refer) {
    const auto meant = meant_by(about, word);
    if (meant.empty()) {
      complain("It is not clear what \"" + word + "\" means.",
               "Name it, such as sector 7 or s07.c04.a12.");
      return std::nullopt;
    }
    found.insert(found.end(), meant.begin(), meant.end());
  }
  if (!all_exist(*this, found))
    return std::nullopt;
  if (found.empty())
    found.emplace_back();
  return found;
}

std::optional<proposal> turn::proposal_called(std::uint64_t number) {
  auto one = at.mesh.desk().proposals.find(number, at.mesh.wall_ms());
  if (!one)
    complain("There is no proposal " + std::to_string(number) + ".", "See 'proposals'.");
  return one;
}

} // namespace mesh::console::talk
