#pragma once
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace mesh {

/// Largest configuration that is read, in bytes.
inline constexpr std::size_t max_config_bytes = 8 << 20;

/// Reads a configuration. What `json_text` does not mention keeps its default;
/// `topology.agents`, if not given, is the product of the other three counts.
///
/// The text is JSON, with comments (`//` and `/* */`) allowed on purpose:
/// people explain their numbers there. Otherwise it is strict. Every problem
/// is reported at once: unknown and repeated keys, wrong types, numbers out of
/// range, and values that contradict each other. Only a syntax error, given
/// with line and column, hides what comes after it.
tl::expected<config, std::vector<config_problem>> load_config(std::string_view json_text);

/// As load_config, for the contents of a file. The program of a command agent
/// named by a relative path (`./agents/count.sh`) lies beside that file.
tl::expected<config, std::vector<config_problem>>
load_config_file(const std::filesystem::path& path);

} // namespace mesh
