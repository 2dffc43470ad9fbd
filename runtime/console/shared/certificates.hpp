#pragma once
#include <string>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"

/// Results of `mesh certs init`, `issue` and `show`.
namespace mesh::console {

std::string draw_certs_made(const json& result, const render_style& style);
std::string draw_certs_show(const json& result, const render_style& style);

} // namespace mesh::console
