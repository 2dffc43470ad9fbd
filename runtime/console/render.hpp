#pragma once
#include <nlohmann/json.hpp>
#include <string>

/// Results for people and for programs. What a result holds stands in
/// docs/reference/results.md.
namespace mesh::console {

enum class output_format { table, json, jsonl };

struct render_style {
  output_format format = output_format::table;
  bool colour = false; // adds to what the text says, never carries it alone
  bool unicode = true; // blocks and lines; otherwise # * |
  bool bars = true;    // beside counts and shares; for terminals only
  int width = 80;      // columns of the terminal
  int names = 20;      // names shown per group; all of them are in the JSON
};

/// The result of one command as text that ends with a newline. Fields that
/// are missing or of an unexpected type are left out; it never throws, and
/// control characters in answers are shown, not obeyed.
std::string render(const nlohmann::ordered_json& result, const render_style& style);

} // namespace mesh::console
