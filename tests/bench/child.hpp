#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/report.hpp"

namespace mesh::bench {

/// The program that runs.
std::filesystem::path own_program();

/// Runs a program to its end and gives the JSON line it printed. Throws
/// bench_failure when it fails or prints something else.
json_line line_of_child(const std::filesystem::path& program,
                        const std::vector<std::string>& arguments);

} // namespace mesh::bench
