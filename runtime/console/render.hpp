#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/drawing/style.hpp"
#include "runtime/console/shared/complaints.hpp"

/// Results for people and for programs. What a result holds stands in
/// docs/reference/results.md.
namespace mesh::console {

/// The result of one command as text that ends with a newline, or none. Errors are no part of
/// it, but of `complaint_of`; JSON has both. Fields that
/// are missing or of an unexpected type are left out; it never throws, and
/// control characters in answers are shown, not obeyed.
std::string render(const nlohmann::ordered_json& result, const render_style& style);

} // namespace mesh::console
