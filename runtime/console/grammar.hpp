#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/console/command.hpp"
#include "runtime/console/values.hpp"

/// The grammar as a table. The parser obeys it, help prints it and completion
/// offers it, so the three cannot disagree.
namespace mesh::console {

/// What kind of value stands at a place; completion goes by it.
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

struct command_spec {
  std::string_view name; // one word or two
  std::string_view group;
  std::string_view summary; // one line
  std::string_view details;
  std::string_view example;
  command start; // the command with its defaults
  std::vector<positional_spec> positionals = {};
  std::vector<option_spec> options = {};
  std::string_view alias = {};
  /// What only the whole command shows to be wrong.
  std::optional<value_problem> (*check)(const command&) = nullptr;
};

/// All commands, in the order help lists them.
const std::vector<command_spec>& grammar();
/// The command of that name or alias; nullptr when there is none.
const command_spec* find_command(std::string_view name);

/// `--window DURATION`, `within DURATION`, `latency=VALUE`.
std::string usage(const option_spec& option);
/// `gather [SCOPE] [--class CLASS] ...`.
std::string usage(const command_spec& spec);
/// `--window`, `within`, `latency=`.
std::string written(const option_spec& option);

// The groups, one file each.
std::vector<command_spec> look_commands();
std::vector<command_spec> route_commands();
std::vector<command_spec> message_commands();
std::vector<command_spec> gather_commands();
std::vector<command_spec> protect_commands();
std::vector<command_spec> growth_commands();
std::vector<command_spec> node_commands();
std::vector<command_spec> conflict_commands();
std::vector<command_spec> chain_commands();
std::vector<command_spec> script_commands();

} // namespace mesh::console
