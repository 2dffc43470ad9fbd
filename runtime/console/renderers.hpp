#pragma once
#include <string>

#include "runtime/console/fields.hpp"
#include "runtime/console/render.hpp"

/// One function per kind of result; `render` chooses among them.
namespace mesh::console {

std::string render_status(const json& result, const render_style& style);
std::string render_agents(const json& result, const render_style& style);
std::string render_agent(const json& result, const render_style& style);
std::string render_cluster(const json& result, const render_style& style);
std::string render_sector(const json& result, const render_style& style);

std::string render_gather(const json& result, const render_style& style);
std::string render_cascade(const json& result, const render_style& style);
std::string render_broadcast(const json& result, const render_style& style);
std::string render_ask(const json& result, const render_style& style);

std::string render_route(const json& result, const render_style& style);
std::string render_delegate(const json& result, const render_style& style);
std::string render_pipeline(const json& result, const render_style& style);
std::string render_kpi(const json& result, const render_style& style);
std::string render_expect(const json& result, const render_style& style);
std::string render_wait(const json& result, const render_style& style);
std::string render_fault(const json& result, const render_style& style);
std::string render_events(const json& result, const render_style& style);
std::string render_breakers(const json& result, const render_style& style);
std::string render_breaker(const json& result, const render_style& style);
std::string render_heal(const json& result, const render_style& style);
std::string render_held(const json& result, const render_style& style);
std::string render_held_drop(const json& result, const render_style& style);
std::string render_nodes(const json& result, const render_style& style);
std::string render_node(const json& result, const render_style& style);
std::string render_grow(const json& result, const render_style& style);
std::string render_drain(const json& result, const render_style& style);
std::string render_freeze(const json& result, const render_style& style);
std::string render_thaw(const json& result, const render_style& style);
std::string render_simulate(const json& result, const render_style& style);
std::string render_conflicts(const json& result, const render_style& style);
std::string render_conflict(const json& result, const render_style& style);
std::string render_history(const json& result, const render_style& style);
std::string render_verify(const json& result, const render_style& style);
std::string render_certs_made(const json& result, const render_style& style);
std::string render_certs_show(const json& result, const render_style& style);
std::string render_chain_list(const json& result, const render_style& style);
std::string render_chain(const json& result, const render_style& style);
std::string render_chain_explain(const json& result, const render_style& style);
std::string render_chain_board(const json& result, const render_style& style);
std::string render_chain_check(const json& result, const render_style& style);
std::string render_on_failure(const json& result, const render_style& style);
/// Whatever has no view of its own: its fields, one a line.
std::string render_fields(const json& result, const render_style& style);

// Parts of gather-like results.

/// Ready, conflict, straggler, skipped, expired, refused: always all six.
std::string render_counts(const json& result, const render_style& style);
/// The histogram, beside that of the other way when there was one, and figures.
std::string render_arrivals(const json& result, const render_style& style);
/// Who was not simply ready, by kind and reason, with names.
std::string render_exceptions(const json& result, const render_style& style);
/// Each different answer once, with its count.
std::string render_answers(const json& result, const render_style& style);
/// `N of M rows`, with the way to see the others.
std::string shown_of(const json& result, const std::string& what, const std::string& hint);

} // namespace mesh::console
