#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/chains/chain_plan.hpp"
#include "config/problem.hpp"

namespace mesh {

/// Largest chain file that is read, in bytes.
inline constexpr std::size_t max_chain_bytes = 8 << 20;

/// Reads a chain: JSON with comments, otherwise strict. Every problem is reported at once,
/// with its place; only a syntax error hides what comes after it.
tl::expected<chain_plan, std::vector<config_problem>> load_chain(std::string_view json_text);
/// The same for the contents of a file.
tl::expected<chain_plan, std::vector<config_problem>>
load_chain_file(const std::filesystem::path& path);
/// Everything that is wrong with a plan, however it came about; empty: it can be run.
std::vector<config_problem> validate(const chain_plan& plan);

/// The plan as a chain file has it.
nlohmann::ordered_json to_json(const chain_plan& plan);
/// The text of `actors/chains/chain.schema.json`, the JSON Schema (draft-07) of a chain file.
std::string chain_schema_file();

} // namespace mesh
