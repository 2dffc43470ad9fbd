#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "runtime/console/drawing/style.hpp"

namespace mesh::console {

/// The trouble with a result, for stderr: its error and the remedy, or the expectation that
/// it missed; empty when there is none. Ends with a newline, and never throws.
std::string complaint_of(const nlohmann::ordered_json& result, const render_style& style);

} // namespace mesh::console
