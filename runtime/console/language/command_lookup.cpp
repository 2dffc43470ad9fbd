#include "runtime/console/language/command_lookup.hpp"

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"

namespace mesh::console {

namespace {

/// `route`, `on`: the beginning of commands of two words.
std::vector<std::string_view> second_words(std::string_view first) {
  std::vector<std::string_view> words;
  const auto add = [&](std::string_view name) {
    if (name.size() > first.size() && name.starts_with(first) && name[first.size()] == ' ')
      words.push_back(name.substr(first.size() + 1));
  };
  for (const auto& spec : grammar()) {
    add(spec.name);
    for (auto other : spec.also)
      add(other);
  }
  return words;
}

std::vector<std::string_view> first_words() {
  std::vector<std::string_view> words;
  for (const auto& spec : grammar()) {
    words.push_back(spec.name.substr(0, spec.name.find(' ')));
    if (!spec.alias.empty())
      words.push_back(spec.alias);
  }
  return words;
}

} // namespace

parse_problem problem_at(const token& place, std::string message, std::string expected,
                         std::string suggestion) {
  return {place.line,         place.column,        place.length,
          std::move(message), std::move(expected), std::move(suggestion)};
}

parse_problem problem_behind(const std::vector<token>& words, std::string message,
                             std::string expected) {
  const auto& last = words.back();
  return {last.line, last.column + last.length, 1, std::move(message), std::move(expected), {}};
}

tl::expected<found_command, parse_problem> lookup_command(const std::vector<token>& words) {
  const auto& first = words.front();
  if (!first.quoted) {
    if (words.size() > 1) // `held drop` before `held`
      if (const auto* spec = find_command(first.text + " " + words[1].text))
        return found_command{spec, 2};
    if (const auto* spec = find_command(first.text))
      return found_command{spec, 1};
  }
  auto second = first.quoted ? std::vector<std::string_view>{} : second_words(first.text);
  if (second.empty())
    return tl::unexpected(problem_at(first, "there is no command " + in_quotes(first.text),
                                     "a command; `help` lists them",
                                     nearest(first.text, first_words())));
  auto expected = "one of " + listed(second);
  if (second.size() == 1)
    expected = second.front();
  if (words.size() == 1)
    return tl::unexpected(problem_behind(words, in_quotes(first.text) + " alone is no command",
                                         std::move(expected)));
  return tl::unexpected(
      problem_at(words[1], "there is no command " + in_quotes(first.text + " " + words[1].text),
                 std::move(expected), nearest(words[1].text, second)));
}

} // namespace mesh::console
