#pragma once
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "runtime/console/language/line_options.hpp"
#include "runtime/console/running/held_lines.hpp"
#include "runtime/console/running/mesh_access.hpp"
#include "runtime/console/running/metrics.hpp"
#include "runtime/console/running/outcome.hpp"
#include "supervisors/mode_gate.hpp"

namespace mesh::console {

/// State that commands of one session leave for those after them.
struct session_memory {
  explicit session_memory(const degradation_config& modes) : held(modes) {}

  last_results last; // for `expect`
  /// By kind and way, for drawing scheduled beside unscheduled.
  std::map<std::string, nlohmann::ordered_json> arrivals;
  held_lines held;
  bool files_allowed = false;               // the operator may name files of this host
  std::map<std::string, std::string> files; // that came along: their text by their name
  bool continue_after_failure = false;      // `on failure continue` was given
  std::uint64_t faults = 0;                 // so far; each gets other agents
  std::string script;                       // its name, for where a result comes from
};

/// The environment of a command.
struct command_context {
  mesh_access& mesh;
  session_memory& memory;
  /// Lets time pass, in which held commands run. False when interrupted.
  std::function<bool(duration)> pass;
  /// The way in which the result of the present line is wanted; never null.
  const line_options* how;
  /// The operator who commands, by the certificate; `console` here.
  std::string who = "console";
  /// Runs another line as this operator, as far as the mode allows; with `trial` it only says
  /// what it would do. None: not here.
  std::function<outcome(const std::string& line, bool trial)> run_line = {};
  /// The error when this operator may not run that line now (X3). None: not asked.
  std::function<std::optional<error>(const std::string& line)> forbids = {};
};

/// The command has failed, at least as badly as it had before.
void fail(outcome& o, const error& why);
/// Whether there is such a part of the mesh; the command fails when there is none.
bool exists(const mesh_access& mesh, const scope& where, outcome& o);
/// D1: the mode of the mesh, and what it restricts.
degradation_mode mode_now(const mesh_access& mesh);
mode_restrictions restrictions_now(const mesh_access& mesh);
/// All values that `expect` can name.
metric_values metrics_now(command_context& at);

} // namespace mesh::console
