#include "tests/tidy/lexer.hpp"

#include <algorithm>
#include <cctype>

namespace mesh::tidy {

namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// The end of what was opened before `from`: the offset after `close`.
std::size_t after(std::string_view text, std::string_view close, std::size_t from) {
  auto found = text.find(close, from);
  return found == std::string_view::npos ? text.size() : found + close.size();
}

/// The end of a literal in `quote`s that opened before `from`.
std::size_t after_literal(std::string_view text, char quote, std::size_t from) {
  for (; from < text.size() && text[from] != quote && text[from] != '\n'; ++from)
    if (text[from] == '\\')
      ++from;
  return std::min(from + 1, text.size());
}

std::size_t after_raw_literal(std::string_view text, std::size_t quote) {
  auto open = std::min(text.find('(', quote), text.size());
  auto close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
  return after(text, close, open);
}

/// An apostrophe within a number (1'000) opens nothing.
bool separates_digits(std::string_view text, std::size_t at) {
  return at > 0 && std::isxdigit(static_cast<unsigned char>(text[at - 1])) != 0
         && at + 1 < text.size() && is_word(text[at + 1]);
}

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (; from < to; ++from)
    if (text[from] != '\n')
      text[from] = ' ';
}

std::string strip(std::string_view cpp, bool literals) {
  std::string result(cpp);
  for (std::size_t at = 0; at < cpp.size();) {
    auto rest = cpp.substr(at);
    auto end = at + 1;
    if (rest.starts_with("//")) {
      end = std::min(cpp.find('\n', at), cpp.size());
      blank(result, at, end);
    } else if (rest.starts_with("/*")) {
      end = after(cpp, "*/", at + 2);
      blank(result, at, end);
    } else if (rest.front() == '"' || (rest.front() == '\'' && !separates_digits(cpp, at))) {
      auto raw = rest.front() == '"' && at > 0 && cpp[at - 1] == 'R';
      end = raw ? after_raw_literal(cpp, at) : after_literal(cpp, rest.front(), at + 1);
      if (literals)
        blank(result, at + 1, end - 1);
    }
    at = end;
  }
  return result;
}

} // namespace

std::string without_comments(std::string_view cpp) {
  return strip(cpp, false);
}

std::string without_comments_and_literals(std::string_view cpp) {
  return strip(cpp, true);
}

} // namespace mesh::tidy
