#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "runtime/console/language/statement_parser.hpp"

namespace mesh::console {

/// `help TOPIC`; empty: the overview.
struct help_command {
  std::string topic;
};

/// The word `--help` or `-h` of a command, when it is among its words.
std::optional<std::size_t> asks_for_help(const std::vector<token>& words);

/// `gather s07 --help` as `help gather`; the problem when there is no such command.
tl::expected<parsed_statement, parse_problems> help_on(const std::vector<token>& words,
                                                       std::size_t flag);

/// `help node drain`: these words as one topic.
std::string join_topic(const std::vector<std::string>& words);

/// The topic of a line that asks for help: the longest beginning of its words that help
/// knows, or its first word.
std::string topic_of(const std::vector<std::string>& words);

} // namespace mesh::console
