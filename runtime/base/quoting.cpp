#include "runtime/base/quoting.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "runtime/base/utf8.hpp"

namespace mesh {

namespace {

using result_json = nlohmann::ordered_json;

constexpr std::size_t longest_word = 64;
constexpr std::size_t outermost_lists = 1; // `rows` lies so deep

/// Members whose texts are of agents, however plain they look.
constexpr std::array<std::string_view, 13> of_agents{
    "value",   "result", "expected", "received", "task", "text", "question",
    "payload", "detail", "note",     "failure",  "seen", "name"};

/// Members whose sentences are the mesh's own, from its source.
constexpr std::array<std::string_view, 3> of_mesh{"recommendation", "remedy", "command"};

bool is_plain_word(std::string_view text) {
  return text.size() <= longest_word && std::ranges::all_of(text, [](unsigned char c) {
           return std::isalnum(c) != 0
                  || std::string_view("._:+-/%").find(static_cast<char>(c))
                         != std::string_view::npos;
         });
}

result_json quote(const std::string& text) {
  if (text.size() <= longest_quote)
    return {{"quoted", text}};
  std::string_view rest(text);
  std::size_t taken = 0;
  for (;;) { // whole characters only
    const auto next = std::max<std::size_t>(utf8_length(rest), 1);
    if (taken + next > longest_quote)
      break;
    taken += next;
    rest.remove_prefix(next);
  }
  return {{"quoted", text.substr(0, taken)}, {"bytes", text.size()}};
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

result_json quoted_value(std::string_view name, const result_json& value, std::size_t depth);

result_json quoted_object(const result_json& value, std::size_t depth) {
  result_json out = result_json::object();
  for (const auto& [name, inside] : value.items()) {
    // A member's name may be of an agent, too.
    const auto shown = is_plain_word(name) || depth == 0 ? name : "other";
    out[shown] = quoted_value(name, inside, depth);
    const auto whole = name == "rows" && depth < outermost_lists;
    if (inside.is_array() && inside.size() > longest_list && !whole)
      out[shown + "_of"] = inside.size();
  }
  return out;
}

result_json quoted_list(std::string_view name, const result_json& value, std::size_t depth) {
  result_json out = result_json::array();
  const auto whole = name == "rows" && depth < outermost_lists;
  for (const auto& inside : value) {
    if (!whole && out.size() == longest_list)
      break;
    out.push_back(quoted_value(name, inside, depth));
  }
  return out;
}

result_json quoted_value(std::string_view name, const result_json& value, std::size_t depth) {
  if (value.is_object())
    return quoted_object(value, depth + 1);
  if (value.is_array())
    return quoted_list(name, value, depth);
  if (!value.is_string() || is_one_of(name, of_mesh))
    return value;
  const auto& text = value.get_ref<const std::string&>();
  return is_plain_word(text) && !is_one_of(name, of_agents) ? value : quote(text);
}

} // namespace

nlohmann::ordered_json quoted(const nlohmann::ordered_json& result) {
  return result.is_object() ? quoted_object(result, 0) : quoted_value("value", result, 0);
}

} // namespace mesh
