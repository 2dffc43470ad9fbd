#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "runtime/console/language/grammar.hpp"

namespace mesh::console {

/// The rows of a list by their columns alone (O7), as `style.format` says: wide (every
/// column, however wide), csv, name (of each row) or jsonl (a row a line); as a table that
/// fits the width when some columns were chosen.
std::string render_list(const nlohmann::ordered_json& result, const command_spec& spec,
                        const render_style& style);

/// Whether the rows are to be rendered that way, and not by the command's own drawing.
bool is_plain_list(const nlohmann::ordered_json& result, const command_spec& spec,
                   const render_style& style);

} // namespace mesh::console
