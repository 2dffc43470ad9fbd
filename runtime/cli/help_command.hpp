#pragma once
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace mesh {

/// `mesh`, `mesh help [WORDS]`, `mesh --help` and `mesh ANYTHING --help`: the same tree of
/// help for commands of a mesh and for those of this program (O7). Nothing when these words
/// ask for no help, or for that of a mesh elsewhere (--at). Prints it; the exit code.
std::optional<int> run_help(const CLI::App& app, const std::vector<std::string>& words);

/// Every subcommand that was defined, by its words: `certs issue`. nullptr: there is none.
const CLI::App* find_subcommand(const CLI::App& app, const std::string& name);

/// The options of a subcommand, a line each; empty when it has none but --help.
std::string options_text(const CLI::App& command);

/// The option that was meant by an option that a subcommand does not have; empty: nothing near.
std::string near_option(const CLI::App& app, const std::vector<std::string>& words,
                        const std::string& wrong);

} // namespace mesh
