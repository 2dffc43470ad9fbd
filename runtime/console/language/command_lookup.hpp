#pragma once
#include <tl/expected.hpp>
#include <vector>

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/lexer.hpp"

namespace mesh::console {

/// A problem with one word.
parse_problem problem_at(const token& place, std::string message, std::string expected = {},
                         std::string suggestion = {});
/// A problem just behind the last word: where something is missing.
parse_problem problem_behind(const std::vector<token>& words, std::string message,
                             std::string expected);

struct found_command {
  const command_spec* spec;
  std::size_t words; // of its name
};

/// Which command the words begin with; `words` is not empty.
tl::expected<found_command, parse_problem> lookup_command(const std::vector<token>& words);

} // namespace mesh::console
