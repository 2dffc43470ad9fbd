#pragma once
#include <string>
#include <vector>

#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/shared/suggestions.hpp"
#include "runtime/console/talk/understand.hpp"
#include "runtime/proposals/conversation.hpp"
#include "runtime/proposals/proposal.hpp"

namespace mesh::console::talk {

/// One sentence of an operator and what is answered: sentences, and proposals that it shows.
/// It changes what was spoken about on the way, for the next sentence.
struct turn {
  command_context& at;
  conversation about;                 // before, and afterwards
  std::vector<std::string> said = {}; // sentences
  std::vector<std::uint64_t> offered = {};
  exit_code code = exit_code::done;

  void say(std::string sentence) { said.push_back(std::move(sentence)); }
  /// Says what is wrong; the turn has failed.
  void complain(const std::string& why, const std::string& remedy);
  /// Runs a command that looks, and returns its result; what is wrong with it was said, and the
  /// result is null then.
  json look(const std::string& command);
  /// Proposes, and says what waits for a yes. Empty commands: nothing.
  void offer(const suggestion& what);
  /// Named places, or those that were spoken about; all of the mesh when nothing was. None:
  /// what is wrong was said.
  std::optional<std::vector<scope>> places(const intent& what);
  /// None: it was said that there is no such one.
  std::optional<proposal> proposal_called(std::uint64_t number);
};

/// "1 agent", "7 agents".
std::string many(std::uint64_t count, const std::string& one);
/// "a, b and c".
std::string enumerated(const std::vector<std::string>& names);
/// "s07" as people say it: "the mesh", "sector s07".
std::string spoken(const scope& where);

} // namespace mesh::console::talk
