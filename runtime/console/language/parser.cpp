#include "runtime/console/language/parser.hpp"

#include <algorithm>
#include <iterator>

#include "runtime/console/language/statement_parser.hpp"

namespace mesh::console {

namespace {

bool is_plain_word(std::string_view word) {
  constexpr std::string_view special = " \t\r\n\"'\\#";
  return !word.empty() && word.find_first_of(special) == std::string_view::npos;
}

std::string in_double_quotes(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  return out + '"';
}

/// `--name=some text` keeps its name outside of the quotes.
std::string as_written(std::string_view word) {
  if (is_plain_word(word))
    return std::string(word);
  auto equals = word.find('=');
  bool named = equals != std::string_view::npos && is_plain_word(word.substr(0, equals));
  if (!named)
    return in_double_quotes(word);
  return std::string(word.substr(0, equals + 1)) + in_double_quotes(word.substr(equals + 1));
}

void sort_by_place(parse_problems& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
}

} // namespace

tl::expected<std::vector<script_line>, parse_problems>
parse_script(std::string_view text, const script_limits& limits) {
  auto words = lex(text, limits);
  std::vector<script_line> lines;
  auto problems = std::move(words.problems);
  for (auto& part : words.statements) {
    auto parsed = parse_statement(part);
    if (parsed)
      lines.push_back({part.tokens.front().line, std::move(part.text), std::move(parsed->order),
                       std::move(parsed->how)});
    else
      std::move(parsed.error().begin(), parsed.error().end(), std::back_inserter(problems));
  }
  if (problems.empty())
    return lines;
  sort_by_place(problems);
  return tl::unexpected(std::move(problems));
}

tl::expected<std::optional<script_line>, parse_problems> parse_line(std::string_view text) {
  auto lines = parse_script(text);
  if (!lines)
    return tl::unexpected(std::move(lines).error());
  if (lines->empty())
    return std::optional<script_line>{};
  if (lines->size() > 1) {
    auto second = (*lines)[1].line;
    return tl::unexpected(
        parse_problems{{second, 1, 1, "one command at a time", "the end of the line", {}}});
  }
  return std::move(lines->front());
}

tl::expected<script_line, parse_problems> parse_words(const std::vector<std::string>& words) {
  auto line = parse_line(join_words(words));
  if (!line)
    return tl::unexpected(std::move(line).error());
  if (*line)
    return **std::move(line);
  return tl::unexpected(
      parse_problems{{1, 1, 1, "no command is given", "a command; `help` lists them", {}}});
}

std::string join_words(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words)
    line.append(line.empty() ? "" : " ").append(as_written(word));
  return line;
}

} // namespace mesh::console
