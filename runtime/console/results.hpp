#pragma once
#include <functional>
#include <nlohmann/json.hpp>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "config/protection.hpp"
#include "messages/freeze.hpp"
#include "messages/orchestration.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/command.hpp"
#include "supervisors/event_log.hpp"
#include "supervisors/process_watch.hpp"

/// What commands answer, as the JSON that docs/reference/results.md describes.
namespace mesh::console {

/// How many breakers of each level are not closed.
struct breaker_counts {
  std::size_t global = 0;
  std::size_t sectors = 0;
  std::size_t clusters = 0;
};
breaker_counts count_breakers(const std::vector<circuit>& not_closed);

/// Three decimals: what is finer was not measured.
double rounded(double value);
/// Null when there is none.
nlohmann::ordered_json rounded(const std::optional<double>& value);
nlohmann::ordered_json quantile_json(const sketch& of, double q);
nlohmann::ordered_json to_json(const error& what);
/// Who was not simply ready, by kind and reason.
nlohmann::ordered_json exceptions_json(const gather_summary& s);
nlohmann::ordered_json arrivals_json(const sketch& ready_offset);

/// Writes the fields that gather, cascade, broadcast and ask share.
void write_scatter(nlohmann::ordered_json& to, const scatter_result& result);
void write_cascade(nlohmann::ordered_json& to, const cascade_result& result);
void write_delegate(nlohmann::ordered_json& to, const delegate_result& result);
void write_pipeline(nlohmann::ordered_json& to, const pipeline_result& result);
/// `done` names what the agents have done: `stopped`, `going_on`.
/// `open`: those of `whom` with whom it is not done yet; the first are named.
void write_growth(nlohmann::ordered_json& to, const std::vector<agent_id>& whom,
                  const std::vector<agent_id>& open, double waited_ms);
void write_freeze(nlohmann::ordered_json& to, const freeze_result& result, const char* done);
void write_kpi(nlohmann::ordered_json& to, const orchestrator_report& report);
void write_status(nlohmann::ordered_json& to, const mesh_summary& mesh,
                  const orchestrator_report& report, const mesh_counters& counters,
                  const degradation_config& modes);
/// How late the process runs, and what that has held back (F2).
void write_process(nlohmann::ordered_json& to, const process_watch::figures& now,
                   const mesh_counters& counters);
/// The mesh's moments as those of a calendar.
struct event_times {
  time_point start;
  time_point now;
  std::function<std::uint64_t(time_point)> wall_ms; // since 1970
};
/// One row of `events`, and one line of the stream.
nlohmann::ordered_json event_json(const event_record& e, const event_times& times);
void write_events(nlohmann::ordered_json& to, const event_log& events,
                  const events_command& what, const event_times& times);
void write_breakers(nlohmann::ordered_json& to, const orchestrator_report& report,
                    const mesh_counters& counters);
void write_rules(nlohmann::ordered_json& to, const routing_rules& rules,
                 const capability_catalogue& names);

nlohmann::ordered_json row_json(const agent_row& row, time_point now);
nlohmann::ordered_json cluster_json(const cluster_summary& s, double age_s);
void write_agents(nlohmann::ordered_json& to, const registry& agents,
                  const agents_command& what, const capability_catalogue& names,
                  time_point now);
void write_cluster(nlohmann::ordered_json& to, const cluster_page& page, time_point now);
void write_sector(nlohmann::ordered_json& to, const registry& agents, sector_id sector,
                  time_point now);

} // namespace mesh::console
