#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/console/language/command.hpp"
#include "runtime/console/language/values.hpp"

namespace mesh {
class roster;
struct command_profile;
struct coordination_config;
} // namespace mesh

/// All commands as a table. The parser obeys it, help prints it, completion offers it and
/// the session runs it, so they cannot disagree.
namespace mesh::console {

struct command_context;
struct outcome;
struct render_style;

/// The kind of value at a place; completion goes by it.
enum class value_kind {
  none,
  scope,
  agent,
  cluster,
  sector,
  agent_class,
  state,
  priority,
  capability,
  metric,
  delegate_target,
  choice, // one of the spec's choices
  topic,
  column, // of the list
  output_format,
  other, // text, numbers, durations
};

/// Reads a word into its place in the command.
using setter = std::optional<value_problem> (*)(command& into, std::string_view text);

enum class spelling {
  dashes,  // --name VALUE
  word,    // name VALUE
  setting, // name=VALUE
};

struct option_spec {
  std::string_view name;
  std::string_view value; // what it takes; empty: a flag
  std::string_view help;
  value_kind kind;
  setter set;
  spelling as = spelling::dashes;
  char letter = 0;             // `-w` for `--watch`; 0: none
  bool value_may_miss = false; // `--watch` and `--watch 5s`
};

enum class arity {
  one,
  optional,
  many,    // two or more
  text,    // one or more words, up to the next option
  maybe,   // text that may be missing
  keyword, // the name itself
};

struct positional_spec {
  std::string_view name;
  arity how;
  value_kind kind = value_kind::none;
  setter set = nullptr;
  std::vector<std::string_view> choices = {};
};

/// The kind of figures in a column: how they are compared and drawn.
enum class column_kind {
  text,
  texts, // a list of them
  count,
  number,
  ms,
  seconds,
  share, // of one
};

/// A column of a command that lists: a member of each row of its result. Its name is what
/// --columns, --sort and --filter say, and what stands above it with -o wide and csv.
struct column_spec {
  std::string_view name; // a member of a member: `in_hand.message`
  column_kind kind = column_kind::text;
};

/// Its effect on the mesh.
enum class command_effect {
  looks,   // may be watched
  changes, // has a trial run
  frames,  // of a script or a console: `wait`, `expect`, `help`
};

/// A command in full: how it is written, what it does, and how its result is drawn.
struct command_spec {
  std::string_view name; // one word or two
  std::string_view group;
  std::string_view summary; // one line
  std::string_view details;
  std::string_view example;
  command start; // the command with its defaults; of a type that no other command has
  std::vector<positional_spec> positionals = {};
  std::vector<option_spec> options = {};
  std::string_view alias = {};
  /// As people of other tools write it: `get agents`.
  std::vector<std::string_view> also = {};
  /// Beside `example`.
  std::vector<std::string_view> more_examples = {};
  /// Of its `rows`, the first tells them apart; none: it does not list.
  std::vector<column_spec> columns = {};
  /// Problems that only the whole command shows.
  std::optional<value_problem> (*check)(const command&) = nullptr;
  /// D2: what the mode of the mesh asks about it. None: it only looks, or frames a script,
  /// and is always allowed.
  command_profile (*profile)(const command&, const roster&,
                             const coordination_config&) = nullptr;
  /// Does it, and fills in the outcome.
  void (*run)(const command&, command_context&, outcome&) = nullptr;
  /// Draws the JSON of its result. None: one line for each field.
  std::string (*draw)(const nlohmann::ordered_json&, const render_style&) = nullptr;
  /// The `command` field of its results; empty: its name.
  std::string_view result = {};
  /// The file of the operator's host that it names; its text goes along to a mesh elsewhere.
  std::string (*file)(const command&) = nullptr;
  /// It leaves the metric `last.exit_code` as the command before it has set it.
  bool leaves_exit_code = false;
  /// A command with a profile changes the mesh, whatever stands here.
  command_effect effect = command_effect::looks;
  /// Says its effect, and on whom, without having it (--dry-run).
  void (*would)(const command&, command_context&, outcome&) = nullptr;
};

[[nodiscard]] command_effect effect_of(const command_spec& spec);
/// Whether it lists rows that can be filtered and sorted.
[[nodiscard]] inline bool lists(const command_spec& spec) {
  return !spec.columns.empty();
}
/// Options that it takes beside its own, as every command of its effect does: they fill in
/// `line_options`.
[[nodiscard]] std::vector<option_spec> common_options(const command_spec& spec);
/// All examples, `example` first.
[[nodiscard]] std::vector<std::string_view> examples_of(const command_spec& spec);

/// All commands, in the order help lists them.
const std::vector<command_spec>& grammar();
/// The command of that name or alias; nullptr when there is none.
const command_spec* find_command(std::string_view name);
/// The row of a command, by its type; nullptr when it is of none.
const command_spec* spec_of(const command& what);
/// Its name in results: "broadcast", "held drop", "route".
std::string_view result_name(const command_spec& spec);

/// `--window DURATION`, `within DURATION`, `latency=VALUE`.
std::string usage(const option_spec& option);
/// `gather [SCOPE] [--class CLASS] ...`.
std::string usage(const command_spec& spec);
/// `--window`, `within`, `latency=`.
std::string written(const option_spec& option);

} // namespace mesh::console
