#include "runtime/console/language/lexer.hpp"

#include <algorithm>
#include <cctype>

#include "runtime/base/utf8.hpp"

namespace mesh::console {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
}

/// Where reading stands. Knows lines and columns, and nothing of words.
class cursor {
public:
  explicit cursor(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return offset_ == text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
  }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] int column() const { return column_; }
  [[nodiscard]] std::string_view slice(std::size_t from) const {
    return text_.substr(from, offset_ - from);
  }
  /// Length of a line end here: `\n`, `\r\n`; 0 when there is none.
  [[nodiscard]] std::size_t newline(std::size_t ahead = 0) const {
    if (peek(ahead) == '\n')
      return 1;
    return peek(ahead) == '\r' && peek(ahead + 1) == '\n' ? 2 : 0;
  }
  [[nodiscard]] bool at_line_end() const { return at_end() || newline() > 0; }
  /// The character here; empty when the bytes are no UTF-8.
  [[nodiscard]] std::string_view character() const {
    return text_.substr(offset_, utf8_length(text_.substr(offset_)));
  }
  /// One character on, never over a line end.
  void advance() {
    offset_ += std::max<std::size_t>(character().size(), 1);
    ++column_;
  }
  void next_line() {
    offset_ += newline();
    ++line_;
    column_ = 1;
  }

private:
  std::string_view text_;
  std::size_t offset_ = 0;
  int line_ = 1;
  int column_ = 1;
};

class lexer {
public:
  lexer(std::string_view text, const script_limits& limits) : at_(text), limits_(limits) {}

  lexed run() {
    while (!at_.at_end() && !full_) {
      read_statement();
      if (at_.newline() > 0)
        at_.next_line();
    }
    return std::move(result_);
  }

private:
  void fail(int line, int column, int length, std::string message, std::string expected = {}) {
    if (failed_) // one problem a line; what follows it would be guesswork
      return;
    failed_ = true;
    result_.problems.push_back({line, column, length, std::move(message), std::move(expected)});
  }
  void fail_here(std::string message, std::string expected = {}) {
    fail(at_.line(), at_.column(), 1, std::move(message), std::move(expected));
  }

  bool skip_continuation() {
    if (at_.peek() != '\\' || at_.newline(1) == 0)
      return false;
    at_.advance();
    at_.next_line();
    return true;
  }

  void skip_rest_of_line() {
    while (!at_.at_line_end())
      at_.advance();
  }

  void read_statement() {
    statement current;
    failed_ = false;
    for (;;) {
      while (is_blank(at_.peek()) && !at_.at_end())
        at_.advance();
      if (skip_continuation())
        continue;
      if (at_.peek() == '#')
        skip_rest_of_line();
      if (at_.at_line_end() || failed_)
        break;
      read_word(current);
    }
    if (failed_)
      skip_rest_of_line();
    else if (!current.tokens.empty())
      keep(std::move(current));
  }

  void keep(statement done) {
    const auto& first = done.tokens.front();
    if (static_cast<int>(result_.statements.size()) < limits_.commands) {
      result_.statements.push_back(std::move(done));
      return;
    }
    full_ = true;
    fail(first.line, first.column, first.length,
         "more than " + std::to_string(limits_.commands) + " commands",
         "at most limits.script_commands; split the script, or raise the limit");
  }

  void read_word(statement& into) {
    token word;
    word.line = at_.line();
    word.column = at_.column();
    auto from = at_.offset();
    word.quoted = is_quote(at_.peek());
    if (word.quoted)
      read_quoted(word.text);
    else
      read_plain(word);
    word.length = at_.column() - word.column;
    if (failed_)
      return;
    if (!into.tokens.empty())
      into.text += ' ';
    into.text += at_.slice(from);
    into.tokens.push_back(std::move(word));
  }

  static bool is_quote(char c) { return c == '"' || c == '\''; }

  bool at_word_end() const {
    return at_.at_line_end() || is_blank(at_.peek())
           || (at_.peek() == '\\' && at_.newline(1) > 0);
  }

  /// A word without quotes, or with quotes after `name=`.
  void read_plain(token& word) {
    while (!at_word_end() && !failed_) {
      if (at_.peek() == '=' && !word.has_value && split_name(word)) {
        word.text += '=';
        at_.advance();
        word.value_column = at_.column();
        if (is_quote(at_.peek()))
          read_quoted(word.value);
        else
          read_until_blank(word.value);
        word.text += word.value;
        return;
      }
      read_character(word.text);
    }
    if (!word.has_value && word.text.starts_with("--"))
      split_name(word);
  }

  /// `--name` or `name` in front of a `=`; false when it cannot be a name.
  bool split_name(token& word) {
    auto name = std::string_view(word.text);
    word.dashes = name.starts_with("--");
    if (word.dashes)
      name.remove_prefix(2);
    bool valid = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front()))
                 && std::all_of(name.begin(), name.end(), is_name_character);
    if (valid)
      word.name = name;
    word.dashes = word.dashes && valid;
    word.has_value = valid && at_.peek() == '=';
    return valid;
  }

  void read_until_blank(std::string& into) {
    while (!at_word_end() && !failed_)
      read_character(into);
  }

  void read_character(std::string& into) {
    if (at_.peek() == '\\') {
      at_.advance();
      read_escape(into, "\\\"'#");
    } else {
      copy(into);
    }
  }

  /// One of `allowed` behind a backslash outside of double quotes.
  void read_escape(std::string& into, std::string_view allowed) {
    if (!at_.at_end() && allowed.find(at_.peek()) != std::string_view::npos)
      return copy(into);
    result_.unfinished = at_.at_end();
    fail(at_.line(), at_.column() - 1, 1,
         at_.at_end()           ? "the backslash promises another line, and there is none"
         : is_blank(at_.peek()) ? "a backslash followed by a blank does not join the next line"
                                : "a backslash here means nothing",
         "\\\\, \\\", \\' or \\#, the end of the line, or the text in quotes");
  }

  void read_quoted(std::string& into) {
    auto quote = at_.peek();
    auto line = at_.line();
    auto column = at_.column();
    at_.advance();
    while (at_.peek() != quote && !failed_) {
      if (at_.at_line_end())
        return fail(line, column, at_.column() - column, "the quote is not closed",
                    std::string("a ") + quote + " before the end of the line");
      if (at_.peek() == '\\')
        read_quoted_escape(into, quote);
      else
        copy(into);
    }
    if (failed_)
      return;
    at_.advance();
    if (!at_word_end())
      fail_here("text follows the closing quote", "a blank");
  }

  void read_quoted_escape(std::string& into, char quote) {
    constexpr std::string_view written = "\"\\ntr";
    constexpr std::string_view meant = "\"\\\n\t\r";
    at_.advance();
    auto c = at_.peek();
    if (quote == '\'') { // only \' and \\ are escapes; others stay as they are
      if (c != '\'' && c != '\\')
        into += '\\';
      else
        copy(into);
      return;
    }
    auto index = at_.at_end() ? std::string_view::npos : written.find(c);
    if (index == std::string_view::npos)
      return fail(at_.line(), at_.column() - 1, at_.at_line_end() ? 1 : 2,
                  "no such escape in double quotes", "\\\", \\\\, \\n, \\t or \\r");
    into += meant[index];
    at_.advance();
  }

  void copy(std::string& into) {
    auto character = at_.character();
    if (character.empty())
      return fail_here("this byte is not UTF-8", "text in UTF-8");
    auto first = static_cast<unsigned char>(character.front());
    if ((first < 0x20 && first != '\t') || first == 0x7f)
      return fail_here("a control character (" + printable(character) + ")",
                       "printable text; in double quotes, \\n, \\t or \\r");
    into += character;
    at_.advance();
  }

  cursor at_;
  script_limits limits_;
  lexed result_;
  bool failed_ = false; // the present line has a problem
  bool full_ = false;
};

} // namespace

lexed lex(std::string_view text, const script_limits& limits) {
  if (text.size() > limits.bytes) {
    lexed refused;
    refused.problems.push_back(
        {1, 1, 1, "the script is too long",
         "at most " + std::to_string(limits.bytes) + " bytes (limits.script_bytes)"});
    return refused;
  }
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  return lexer(text, limits).run();
}

bool is_continued(std::string_view line) {
  return lex(line).unfinished;
}

} // namespace mesh::console
