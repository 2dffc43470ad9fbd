#pragma once
#include <string>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"

/// Results of chains, drawn (V11).
namespace mesh::console {

std::string draw_chain(const json& result, const render_style& style);
std::string draw_chain_list(const json& result, const render_style& style);
std::string draw_chain_explain(const json& result, const render_style& style);
std::string draw_chain_board(const json& result, const render_style& style);
std::string draw_chain_check(const json& result, const render_style& style);

} // namespace mesh::console
