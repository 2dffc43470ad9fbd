#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/console/language/command.hpp"
#include "runtime/console/language/lexer.hpp"
#include "runtime/console/language/problem.hpp"

/// One grammar for scripts, the console and the shell (O7). What the commands
/// are stands in `grammar.hpp`; how text becomes words in `lexer.hpp`.
namespace mesh::console {

/// The commands of a script, in order; or every problem it has, so that
/// nothing runs before all of it is well formed.
tl::expected<std::vector<script_line>, parse_problems>
parse_script(std::string_view text, const script_limits& limits = {});

/// One line of the console; nothing when it is empty or a comment.
tl::expected<std::optional<script_line>, parse_problems> parse_line(std::string_view text);

/// The shell's words, already split by the shell. Problems speak of places in
/// `join_words(words)`.
tl::expected<script_line, parse_problems> parse_words(const std::vector<std::string>& words);

/// The words as one line that parses to the same words: quoted where needed.
std::string join_words(const std::vector<std::string>& words);

} // namespace mesh::console
