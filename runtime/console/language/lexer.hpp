#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/console/language/problem.hpp"

/// Text to words. A line is one command. Words are separated by blanks;
/// "double" quotes take the escapes \" \\ \n \t \r, 'single' quotes take \' and
/// \\ and leave every other backslash alone, so that JSON needs no doubling.
/// A quote inside a word is a plain character (`what's`). `#` at the start of a
/// word begins a comment; a backslash at the end of a line joins the next one.
namespace mesh::console {

/// The limits of a script (limits.script_bytes, limits.script_commands).
struct script_limits {
  std::size_t bytes = 1'048'576;
  int commands = 10'000;
};

/// One word and where it stood. `--name`, `--name=value` and `name=value` are
/// words with a name; what they mean is for the grammar to say.
struct token {
  std::string text;       // quotes and escapes resolved
  bool quoted = false;    // begins with a quote: never an option or a name
  bool dashes = false;    // begins with `--`
  std::string name;       // of `--name`, `--name=value` and `name=value`
  bool has_value = false; // there was a `=` after the name
  std::string value;      // what followed the `=`
  int line = 1;           // 1-based
  int column = 1;         // 1-based, in characters
  int length = 1;         // in characters, as written
  int value_column = 0;   // of what follows the `=`
};

/// The words of one command.
struct statement {
  std::string text; // as written, continued lines joined by a blank
  std::vector<token> tokens;
};

struct lexed {
  std::vector<statement> statements;
  parse_problems problems;
  bool unfinished = false; // ends in a backslash that wants another line
};

/// Splits a script. A line with a problem gives that problem and no statement.
lexed lex(std::string_view text, const script_limits& limits = {});

/// Whether the line ends in a backslash that joins the next line to it.
bool is_continued(std::string_view line);

} // namespace mesh::console
