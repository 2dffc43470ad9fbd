#include "runtime/console/grammar.hpp"

#include <iterator>

namespace mesh::console {

namespace {

std::vector<command_spec> all_groups() {
  std::vector<command_spec> all;
  for (auto group :
       {look_commands, route_commands, message_commands, gather_commands, protect_commands,
        growth_commands, node_commands, conflict_commands, chain_commands, script_commands}) {
    auto commands = group();
    std::move(commands.begin(), commands.end(), std::back_inserter(all));
  }
  return all;
}

std::string usage(const positional_spec& positional) {
  std::string name(positional.name);
  switch (positional.how) {
  case arity::optional:
  case arity::maybe:
    return "[" + name + "]";
  case arity::many:
    return name + " " + name + "...";
  case arity::one:
  case arity::text:
  case arity::keyword:
    break;
  }
  return name;
}

} // namespace

const std::vector<command_spec>& grammar() {
  static const auto commands = all_groups();
  return commands;
}

const command_spec* find_command(std::string_view name) {
  for (const auto& spec : grammar())
    if (spec.name == name || (!spec.alias.empty() && spec.alias == name))
      return &spec;
  return nullptr;
}

std::string written(const option_spec& option) {
  std::string name(option.name);
  switch (option.as) {
  case spelling::dashes:
    return "--" + name;
  case spelling::setting:
    return name + "=";
  case spelling::word:
    break;
  }
  return name;
}

std::string usage(const option_spec& option) {
  bool separate = !option.value.empty() && option.as != spelling::setting;
  return written(option) + (separate ? " " : "") + std::string(option.value);
}

std::string usage(const command_spec& spec) {
  std::string text(spec.name);
  for (const auto& positional : spec.positionals)
    text.append(" ").append(usage(positional));
  for (const auto& option : spec.options)
    text.append(" [").append(usage(option)).append("]");
  return text;
}

} // namespace mesh::console
