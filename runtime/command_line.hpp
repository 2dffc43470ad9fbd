#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/console/render.hpp"

/// What several subcommands of `mesh` have in common.
namespace mesh {

/// `-o table|json|jsonl`.
void add_format(CLI::App* command, std::string& format);
console::output_format format_of(const std::string& name);

/// A path must not be empty.
CLI::Validator not_empty();

} // namespace mesh
