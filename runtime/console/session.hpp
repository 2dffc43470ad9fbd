#pragma once
#include <functional>

#include "runtime/console/commands/rights.hpp"
#include "runtime/console/language/command.hpp"
#include "runtime/console/language/complete.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/session_mesh.hpp"
#include "runtime/console/shared/proposing.hpp"

namespace mesh::console {

/// Runs operator's commands against a mesh, one at a time, as far as the mode of
/// the mesh allows (D2), and remembers what later ones refer to. What a command does
/// stands in its file in `commands/`.
class session {
public:
  /// `starting` is called before each command; `who` is the operator's name.
  explicit session(local_mesh& mesh, std::function<void()> starting = {},
                   std::string who = "console");

  /// From here on it is for this one, who may no more than that (X3).
  void act_for(authority who);
  /// Before it, what was held and may run now. The command itself may be
  /// refused or held: the outcome says so.
  outcome execute(const script_line& line);
  /// Puts a change before a person instead of making it (N1): the result is that of `proposal`.
  outcome propose(wanted_change what);
  /// Runs what was held, in order, as far as the mode allows now.
  void run_held();
  /// Is told the result of each command that was held and has run.
  void when_released(std::function<void(const outcome&)> tell) { released_ = std::move(tell); }
  [[nodiscard]] const held_lines& held() const { return memory_.held; }
  [[nodiscard]] completion_context completion() const;
  /// The operator here may name files of this host.
  void allow_files() { memory_.files_allowed = true; }
  /// Files of the operator's host, by the names that commands have for them.
  void give_files(std::map<std::string, std::string> files) {
    memory_.files = std::move(files);
  }
  /// The script whose lines come next: results say so in `source`.
  void name_script(std::string_view name) { memory_.script = name; }
  /// Lets time pass, in which held commands run. False when interrupted.
  bool wait(duration how_long) { return pass(how_long); }
  /// `on failure continue` was said.
  [[nodiscard]] bool continues_after_failure() const { return memory_.continue_after_failure; }

private:
  void run_now(const command_spec& spec, const script_line& line, outcome& o);
  void try_out(const command_spec& spec, const script_line& line, outcome& o);
  [[nodiscard]] static outcome begin(const command_spec& spec, const script_line& line);
  void finish(const script_line& line, outcome& o) const;
  [[nodiscard]] std::optional<error> forbidden_now(const command& what) const;
  bool may(const script_line& line, outcome& o);
  void note(const script_line& line, const outcome& o);
  bool admit(const script_line& line, outcome& o);
  bool pass(duration how_long);
  outcome run_within(const std::string& text, bool trial);

  local_mesh& mesh_;
  session_mesh access_;
  session_memory memory_;
  authority rights_;
  command_context at_;
  std::function<void()> starting_;
  std::function<void(const outcome&)> released_;
};

} // namespace mesh::console
