#include "runtime/mcp/arguments.hpp"

#include <algorithm>

#include "runtime/base/text.hpp"

namespace mesh::mcp {

namespace {

std::string_view type_of(parameter_kind kind) {
  switch (kind) {
  case parameter_kind::count:
    return "integer";
  case parameter_kind::share:
    return "number";
  case parameter_kind::flag:
    return "boolean";
  case parameter_kind::texts:
    return "array";
  case parameter_kind::text:
    break;
  }
  return "string";
}

error refused(const parameter& what, const std::string& detail, std::string remedy = {}) {
  const std::string name(what.name);
  if (remedy.empty())
    remedy = what.about.empty() ? "send " + name + " as " + std::string(type_of(what.kind))
                                : std::string(what.about);
  return {errc::invalid_argument, "the argument " + name + " " + detail, std::move(remedy)};
}

/// The reason why a text is none that the parameter takes.
std::optional<error> check_text(const parameter& what, const json& value) {
  if (!value.is_string())
    return refused(what, "is no text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty())
    return refused(what, "is empty");
  if (text.size() > what.longest)
    return refused(what,
                   "has " + std::to_string(text.size()) + " bytes, and may have "
                       + std::to_string(what.longest),
                   "shorten it");
  if (!what.choices.empty() && std::ranges::find(what.choices, text) == what.choices.end())
    return refused(what, "is none of its choices", listed(what.choices));
  return std::nullopt;
}

std::optional<error> check(const parameter& what, const json& value) {
  switch (what.kind) {
  case parameter_kind::text:
    return check_text(what, value);
  case parameter_kind::count:
    if (!value.is_number_integer() || value < 1 || value > what.most)
      return refused(what, "is no whole number from 1 to " + std::to_string(what.most));
    return std::nullopt;
  case parameter_kind::share:
    if (!value.is_number() || value < 0 || value > 1)
      return refused(what, "is no number from 0 to 1");
    return std::nullopt;
  case parameter_kind::flag:
    return value.is_boolean() ? std::nullopt
                              : std::optional(refused(what, "is neither true nor false"));
  case parameter_kind::texts:
    break;
  }
  if (!value.is_array() || value.empty() || value.size() > static_cast<std::size_t>(what.most))
    return refused(what, "is no list of 1 to " + std::to_string(what.most) + " texts");
  for (const auto& one : value)
    if (auto bad = check_text(what, one))
      return bad;
  return std::nullopt;
}

std::string quoted_word(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\')
      out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  return out + '"';
}

} // namespace

json schema_of(std::span<const parameter> parameters) {
  json properties = json::object();
  json required = json::array();
  for (const auto& one : parameters) {
    json property{{"type", type_of(one.kind)}};
    if (one.kind == parameter_kind::texts)
      property["items"] = {{"type", "string"}};
    if (!one.about.empty())
      property["description"] = one.about;
    if (!one.choices.empty())
      property["enum"] = one.choices;
    properties[std::string(one.name)] = std::move(property);
    if (one.required)
      required.push_back(one.name);
  }
  json schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty())
    schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

tl::expected<arguments, error> arguments::read(std::span<const parameter> parameters,
                                               const json& given) {
  if (!given.is_object())
    return tl::unexpected(
        error{errc::invalid_argument, "the arguments are no object", "send an object"});
  std::vector<std::string_view> names;
  for (const auto& one : parameters)
    names.push_back(one.name);
  for (const auto& [name, value] : given.items()) {
    const auto known = std::ranges::find(parameters, name, &parameter::name);
    if (known == parameters.end())
      return tl::unexpected(
          error{errc::invalid_argument, "there is no argument " + shown(name),
                names.empty() ? "it takes none" : "it takes: " + listed(names)});
    if (auto bad = check(*known, value))
      return tl::unexpected(*std::move(bad));
  }
  for (const auto& one : parameters)
    if (one.required && !given.contains(one.name))
      return tl::unexpected(refused(one, "is missing"));
  return arguments(given);
}

std::optional<std::string> arguments::text(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::nullopt : std::optional(found->get<std::string>());
}

std::optional<int> arguments::count(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::nullopt : std::optional(found->get<int>());
}

std::optional<double> arguments::share(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::nullopt : std::optional(found->get<double>());
}

bool arguments::flag(std::string_view name) const {
  const auto found = given_.find(name);
  return found != given_.end() && found->get<bool>();
}

std::vector<std::string> arguments::texts(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::vector<std::string>{}
                               : found->get<std::vector<std::string>>();
}

json arguments::all_but(std::string_view name) const {
  auto rest = given_;
  rest.erase(std::string(name));
  return rest;
}

command_line& command_line::word(const std::optional<std::string>& value) {
  if (value)
    text_ += ' ' + quoted_word(*value);
  return *this;
}

command_line& command_line::option(std::string_view name,
                                   const std::optional<std::string>& value) {
  if (value)
    text_ += " --" + std::string(name) + '=' + quoted_word(*value);
  return *this;
}

command_line& command_line::option(std::string_view name, const std::optional<int>& value) {
  return option(name, value ? std::optional(std::to_string(*value)) : std::nullopt);
}

command_line& command_line::flag(std::string_view name, bool wanted) {
  if (wanted)
    text_ += " --" + std::string(name);
  return *this;
}

} // namespace mesh::mcp
