#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/protection.hpp"
#include "runtime/console/results.hpp"
#include "runtime/records/conflict_log.hpp"
#include "runtime/records/history.hpp"
#include "runtime/records/journal_counts.hpp"
#include "supervisors/case_book.hpp"

/// What the commands about conflicts and the past answer, as docs/reference/results.md
/// describes. Moments are milliseconds since 1970, by the mesh's clock.
namespace mesh::console {

/// `stands`: what the mesh does about it; none when it does not wait.
nlohmann::ordered_json conflict_json(const storage::logged_conflict& c,
                                     const std::optional<open_case>& stands,
                                     std::uint64_t now_ms, const conflicts_config& cfg);
/// What is known beyond the two values, and the message that is held back.
void write_evidence(nlohmann::ordered_json& to, const conflict_record& record);
using how_cases_stand = std::function<std::optional<open_case>(message_id)>;
void write_conflicts(nlohmann::ordered_json& to, const storage::conflict_page& page,
                     const journal_counts& counts, const how_cases_stand& stand,
                     std::uint64_t now_ms, const conflicts_config& cfg);
/// For `status`.
nlohmann::ordered_json journal_json(const journal_counts& counts, const std::string& folder);
void write_history(nlohmann::ordered_json& to, const std::vector<storage::history_row>& rows);
void write_verification(nlohmann::ordered_json& to, const storage::verification& found);

} // namespace mesh::console
