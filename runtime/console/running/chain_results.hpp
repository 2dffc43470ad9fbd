#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "actors/chains/chain_book.hpp"
#include "actors/coordination/roster.hpp"
#include "config/problem.hpp"
#include "runtime/console/running/metrics.hpp"

/// What the chain commands answer (V11), as docs/reference/results.md describes it.
namespace mesh::console {

/// One row of `chain list`.
nlohmann::ordered_json chain_row(const chain_view& chain, time_point now);
/// Writes what `chain show` says; the newest flushes only with `explain`.
void write_chain(nlohmann::ordered_json& to, const chain_view& chain, time_point now,
                 bool explain);
/// Writes what `chain board` says.
void write_chain_board(nlohmann::ordered_json& to, const chain_view& chain, time_point now);
nlohmann::ordered_json problems_json(const std::vector<config_problem>& problems);
/// Writes what `chain check` says of a file; the plan, if this mesh can run it.
std::optional<chain_plan>
write_check(nlohmann::ordered_json& to, const std::string& file,
            tl::expected<chain_plan, std::vector<config_problem>> plan, const roster& who);
/// The metrics `chains.*`.
void add_chains(metric_values& to, const chain_book& chains, time_point now);

} // namespace mesh::console
