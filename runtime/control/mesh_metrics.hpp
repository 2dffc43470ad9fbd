#pragma once
#include <optional>

#include "actors/parts/mesh_counters.hpp"
#include "actors/work/person/inbox.hpp"
#include "config/protection.hpp"
#include "messages/orchestration.hpp"
#include "messages/summaries.hpp"
#include "runtime/base/process_facts.hpp"
#include "runtime/http/metrics_text.hpp"
#include "runtime/http/server.hpp"
#include "runtime/identity/validity.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "runtime/mesh/nodes_report.hpp"
#include "runtime/plans/planned_gather.hpp"
#include "runtime/records/journal_counts.hpp"
#include "runtime/transport/links/link_event.hpp"
#include "supervisors/event_log.hpp"
#include "supervisors/process_watch.hpp"

namespace mesh::control {

/// The content of `GET /metrics`: the same figures as `status`, `kpi`
/// and `events`.
void write_mesh(metrics_text& to, const mesh_summary& mesh, const orchestrator_report& report,
                const degradation_config& modes);
void write_counters(metrics_text& to, const mesh_counters& counters, const event_log& events);
void write_process(metrics_text& to, const process_watch::figures& now);
void write_journal(metrics_text& to, const journal_counts& counts);
void write_links(metrics_text& to, const transport::link_counts& counts);
void write_server(metrics_text& to, const server_counts& counts);
/// R2: the hosts of a mesh over several, as `nodes` has them.
void write_hosts(metrics_text& to, const nodes_report& report);
/// X1: the door for agents from outside, as `links` has them.
void write_door(metrics_text& to, const agent_door_counts& counts);
void write_people(metrics_text& to, const inbox& people,
                  const std::vector<planned_gather>& plans);
/// The program's version, and what the system says of the process; none: it says nothing.
void write_program(metrics_text& to, const std::optional<process_facts>& facts);
/// X2: how long the certificate of this process is still good.
void write_certificate(metrics_text& to, const identity::validity& valid);

} // namespace mesh::control
