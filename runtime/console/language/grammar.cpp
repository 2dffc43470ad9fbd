#include "runtime/console/language/grammar.hpp"

#include <algorithm>

namespace mesh::console {

namespace {

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

const command_spec* find_command(std::string_view name) {
  for (const auto& spec : grammar())
    if (spec.name == name || (!spec.alias.empty() && spec.alias == name))
      return &spec;
  for (const auto& spec : grammar()) // a command's own name goes before another tool's
    if (std::ranges::find(spec.also, name) != spec.also.end())
      return &spec;
  return nullptr;
}

command_effect effect_of(const command_spec& spec) {
  return spec.profile != nullptr ? command_effect::changes : spec.effect;
}

std::vector<std::string_view> examples_of(const command_spec& spec) {
  std::vector<std::string_view> all{spec.example};
  all.insert(all.end(), spec.more_examples.begin(), spec.more_examples.end());
  return all;
}

const command_spec* spec_of(const command& what) {
  for (const auto& spec : grammar())
    if (spec.start.type() == what.type())
      return &spec;
  return nullptr;
}

std::string_view result_name(const command_spec& spec) {
  return spec.result.empty() ? spec.name : spec.result;
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
  const auto letter = option.letter == 0 ? "" : std::string("-") + option.letter + ", ";
  return letter + written(option) + (separate ? " " : "") + std::string(option.value);
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
