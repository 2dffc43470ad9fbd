#pragma once
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/histogram.hpp"
#include "runtime/console/drawing/style.hpp"

/// Scatters, drawn: the parts that gather, cascade, broadcast and ask share.
namespace mesh::console {

/// `SUCCESS  27,962 of 28,000 ready: 99.8 %, 95.0 % needed`
std::string headline(const json& result, const render_style& style);
/// `scheduled, T 1,200 ms ahead, took 1,713 ms`, and what the window held.
std::string conditions(const json& result);
/// The quorum's decision, and what is recommended.
std::string verdict(const json& result, const render_style& style);
/// Counts, arrivals, exceptions and answers.
std::string details(const json& result, const render_style& style);
/// Sections, each with an empty line above it.
std::string in_sections(std::initializer_list<std::string_view> sections);
/// Ready, conflict, straggler, skipped, expired, refused: always all six.
std::string draw_counts(const json& result, const render_style& style);
/// The histogram, beside that of the other way when there was one, and figures.
std::string draw_arrivals_of(const json& result, const render_style& style);
/// Agents that were not simply ready, by kind and reason, with names.
std::string draw_exceptions(const json& result, const render_style& style);
/// Each different answer once, with its count.
std::string draw_answers(const json& result, const render_style& style);

} // namespace mesh::console
