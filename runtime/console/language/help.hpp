#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"

/// Help, printed from the table the parser goes by.
namespace mesh::console {

/// A metric that `expect` can name, for `help metrics`.
struct metric_help {
  std::string name;
  std::string unit; // ms, %, agents ...; may be empty
  std::string meaning;
};

struct process_command;

/// The help of a command of the program; `options`: a line each, empty when not known here.
std::string process_help(const process_command& one, std::string_view options);

/// Everything `help TOPIC` can be asked: commands, the first words of two-word
/// commands, those of the program, and pages such as exit-codes and filters.
std::vector<std::string_view> help_topics();

/// The text of a topic; the grouped overview when it is empty. An unknown
/// topic is `errc::invalid_argument` that names the nearest one.
tl::expected<std::string, error> help_text(std::string_view topic,
                                           const std::vector<metric_help>& metrics);

} // namespace mesh::console
