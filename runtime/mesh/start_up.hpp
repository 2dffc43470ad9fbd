#pragma once
#include <vector>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/work/person/inbox.hpp"
#include "messages/routing_rules.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "runtime/operators/audit_log.hpp"
#include "runtime/operators/operators_book.hpp"
#include "runtime/plans/gather_plans.hpp"
#include "runtime/proposals/proposal_book.hpp"
#include "runtime/records/journal.hpp"
#include "runtime/records/kept_lines.hpp"

/// Steps of a mesh in a process before it is up.
namespace mesh {

/// The time a mesh, or an orchestrator, may take to come up.
inline constexpr auto longest_start = std::chrono::seconds(60);
inline constexpr auto look_again = milliseconds(1);

/// The routing rules of a configuration.
shared_rules rules_of(const config& cfg, const roster& who);

/// The configuration with what the program itself says of some agents. Throws
/// mesh_failure with every problem of it.
config with_overrides(config cfg, const std::vector<work_override>& work);

/// CAF's settings for the actors of a mesh: as `options` say, or for one process.
std::unique_ptr<caf::actor_system_config> make_system_config(const config& cfg,
                                                             const mesh_options& options);

/// The journal of a mesh. Throws mesh_failure when its store cannot be used.
std::unique_ptr<journal> open_journal(const config& cfg, const std::string& folder);

/// The time that an answer of this person takes, in ms, until some were given.
double prior_answer_ms(const config& cfg, const agent_override_config& person);
/// The people whom the configuration names.
void add_people(inbox& to, const config& cfg);
/// Gives the inbox what is in `FOLDER/inbox.log`, and keeps there what comes; null without a
/// folder or people. Throws mesh_failure when the file cannot be used.
std::unique_ptr<storage::kept_lines> open_inbox(const std::string& folder, inbox& people,
                                                storage::kept_lines::queue how);

/// The same of proposals, `FOLDER/proposals.log`.
std::unique_ptr<storage::kept_lines> open_proposals(const std::string& folder,
                                                    proposal_book& proposals,
                                                    storage::kept_lines::queue how);
/// The same of operators who sign in, `FOLDER/operators.log`, and of what they did,
/// `FOLDER/audit.log`.
std::unique_ptr<storage::kept_lines> open_operators(const std::string& folder,
                                                    operators_book& operators,
                                                    storage::kept_lines::queue how);
std::unique_ptr<storage::kept_lines> open_audit(const std::string& folder, audit_log& audit,
                                                storage::kept_lines::queue how);
/// The same of planned gathers, `FOLDER/plans.log`.
std::unique_ptr<storage::kept_lines> open_plans(const std::string& folder, gather_plans& plans,
                                                storage::kept_lines::queue how);
/// The time before its moment, `arrive`, at which a planned gather must begin, in ms.
double lead_of_plan(const planned_gather& what, const config& cfg, const inbox& people,
                    time_point arrive);
/// Whether all people whom it may ask are known to the mesh by now.
bool knows_people(const planned_gather& what, const inbox& people, const registry& agents);
/// The outcome of a gather whose moment has passed, by the answers that people have given.
plan_outcome look_back_at(const planned_gather& what, const inbox& people);

/// Milliseconds from the clock's zero to 1970. The wall's clock is never
/// believed when it is before `newest_ms`, the newest that a journal holds: ids
/// and times go on from there.
std::int64_t wall_offset_ms(time_point now, std::uint64_t newest_ms, bool virtual_time);

/// Waits until each cluster can be seen and chosen from: its lead has met its
/// agents and published them. Throws mesh_failure when one does not come up.
void await_clusters(const registry& agents, const roster& who);

/// Whether time stands still in this system until it is told to pass.
bool is_virtual(caf::actor_system& system);

/// By chance, so that two processes differ; always the same in virtual time,
/// where a run must repeat.
process_id some_process_id(bool virtual_time);

} // namespace mesh
