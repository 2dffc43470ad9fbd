#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "messages/errors.hpp"
#include "runtime/console/render.hpp"

/// Options that several subcommands of `mesh` share.
namespace mesh {

/// `-o table|json|jsonl`.
void add_format(CLI::App* command, std::string& format);
console::output_format format_of(const std::string& name);

/// Prints the error; returns the exit code: 2 for a usage error, else 1.
int fail(const error& what);

/// A path must not be empty.
CLI::Validator not_empty();

} // namespace mesh
