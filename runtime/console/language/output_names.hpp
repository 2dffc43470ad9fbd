#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mesh::console {

/// In the order of format_names().
enum class output_format { table, json, jsonl, wide, csv, name };

/// The names of output formats, as -o takes them.
const std::vector<std::string_view>& format_names();
std::optional<output_format> format_named(std::string_view name);
/// The nearest name; empty: none is near.
std::string near_format(std::string_view name);

} // namespace mesh::console
