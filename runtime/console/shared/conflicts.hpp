#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/protection.hpp"
#include "messages/ids.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/records/conflict_log.hpp"
#include "supervisors/case_book.hpp"

/// Conflicts as JSON, and drawn; for the commands that show them. Moments are milliseconds
/// since 1970, by the clock of the mesh.
namespace mesh::console {

/// `stands`: what the mesh does about it; none when it does not wait.
nlohmann::ordered_json conflict_json(const storage::logged_conflict& c,
                                     const std::optional<open_case>& stands,
                                     std::uint64_t now_ms, const conflicts_config& cfg);
/// The whole conflict `id`, with its evidence, as `conflict` and `resolve` answer.
void write_one_conflict(command_context& at, message_id id, outcome& o);
std::string draw_conflict(const json& result, const render_style& style);
/// `12 s`, `3 min`, `5 h`, `2 days`: as exact as one needs it.
std::string age_text(double seconds);
/// The moment `ms` before `now_ms`, not before 1970.
std::uint64_t moment_before(std::uint64_t now_ms, double ms);

} // namespace mesh::console
