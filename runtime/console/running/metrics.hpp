#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/parts/mesh_counters.hpp"
#include "messages/orchestration.hpp"
#include "messages/summaries.hpp"
#include "runtime/console/language/help.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/mesh/nodes_report.hpp"
#include "runtime/records/journal_counts.hpp"
#include "supervisors/degradation.hpp"
#include "supervisors/event_log.hpp"

namespace mesh::console {

/// The metrics of `expect`: shares are of one, times in milliseconds.
using metric_values = std::map<std::string, std::optional<double>, std::less<>>;

/// The newest gather or cascade of either way, for the metrics `last.*`.
struct last_results {
  std::optional<scatter_result> any;
  std::optional<scatter_result> scheduled;
  std::optional<scatter_result> unscheduled;
  std::optional<double> exit_code;
};

/// The mode of the mesh, and its effect on commands (D2).
struct mode_figures {
  degradation_mode mode = degradation_mode::full;
  std::size_t held = 0;       // commands that wait
  std::uint64_t released = 0; // that waited and have run
};

/// `hosts.up` and the like, of a mesh over several hosts.
void add_hosts(metric_values& to, const nodes_report& report);
metric_values metrics_of(const mesh_summary& mesh, const orchestrator_report& report,
                         const mesh_counters& counters, const event_log& events,
                         const journal_counts& journal, const last_results& last,
                         const mode_figures& modes);

/// All of them with their meaning, for `help metrics` and completion.
const std::vector<metric_help>& metric_table();

/// Whether `actual op value` holds; an unmeasured value holds nothing.
bool holds(const std::optional<double>& actual, comparison op, double value);

} // namespace mesh::console
