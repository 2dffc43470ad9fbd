#pragma once
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "messages/errors.hpp"
#include "runtime/console/render.hpp"
#include "runtime/console/terminal_output.hpp"

/// Options that several subcommands of `mesh` share.
namespace mesh {

/// `-o table|wide|csv|name|json|jsonl`.
void add_format(CLI::App* command, std::string& format);
console::output_format format_of(const std::string& name);

using paint_choice = console::terminal_output::colour;
/// `--color auto|always|never`.
void add_colour(CLI::App* command, std::string& colour);
/// `automatic` for what is none of them.
paint_choice colour_of(const std::string& name);
/// `--report junit FILE`: the two words.
using report_choice = std::pair<std::string, std::string>;
void add_report(CLI::App* command, report_choice& report);

/// The result of a command of this process, as wide as the terminal is. Errors in it are
/// printed by `fail`.
void print_result(const nlohmann::ordered_json& result, console::output_format format);

/// Prints the error; returns the exit code: 2 for a usage error, else 1.
int fail(const error& what);

/// A path must not be empty.
CLI::Validator not_empty();

} // namespace mesh
