#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/protection.hpp"
#include "runtime/console/results.hpp"
#include "runtime/journal_counts.hpp"
#include "runtime/storage/conflict_log.hpp"
#include "runtime/storage/history.hpp"

/// What the commands about conflicts and the past answer, as `RESULTS.md`
/// describes. Moments are milliseconds since 1970, by the mesh's clock.
namespace mesh::console {

nlohmann::ordered_json conflict_json(const storage::logged_conflict& c, std::uint64_t now_ms,
                                     const conflicts_config& cfg);
void write_conflicts(nlohmann::ordered_json& to, const storage::conflict_page& page,
                     const journal_counts& counts, std::uint64_t now_ms,
                     const conflicts_config& cfg);
/// For `status`.
nlohmann::ordered_json journal_json(const journal_counts& counts, const std::string& folder);
void write_history(nlohmann::ordered_json& to, const std::vector<storage::history_row>& rows);
void write_verification(nlohmann::ordered_json& to, const storage::verification& found);

} // namespace mesh::console
