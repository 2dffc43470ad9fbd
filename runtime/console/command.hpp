#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/chains/chain_state.hpp"
#include "messages/cascade.hpp"
#include "messages/conflict.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// The operator's commands as values: what a script, the console and the shell
/// are parsed into (O1-O4, O7). Times are in milliseconds. An empty optional
/// means: as the configuration says.
namespace mesh::console {

struct status_command {};
struct agents_command {
  scope where;
  std::optional<agent_class> cls;
  std::string capability;
  std::optional<agent_state> state;
  int limit = 20; // 0: all
};
struct agent_command {
  agent_id id;
};
struct cluster_command {
  cluster_id id;
};
struct sector_command {
  sector_id id;
};
struct route_exclude_command {
  agent_class cls = agent_class::a_edge;
  std::string capability;
  bool approve = false;
};
struct route_around_command {
  agent_id id;
};
/// `route list`: the rules in force. `route clear`: drop them all.
struct route_list_command {};
struct route_clear_command {
  bool approve = false;
};

struct broadcast_command {
  std::string text;
  scope where;
  bool acknowledge = false; // wait for the agents themselves, not only their inboxes
  std::optional<double> timeout_ms;
  priority urgency = priority::high; // O2
  bool approve = false;              // a person approves, where the mode asks for it (D2)
  bool go_on = false;
  bool fail_on_conflict = false;
};
struct ask_command {
  std::string question;
  scope where;
  std::optional<int> sample;
  std::string capability;
  std::optional<agent_class> cls;
  std::optional<double> timeout_ms;
  bool redundant = false; // F5: quarantine who contradicts most
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};
/// O4: to a class, to an agent, or to the best available (neither given).
struct delegate_command {
  std::string task;
  std::optional<agent_id> agent;
  std::optional<agent_class> cls;
  std::string capability;
  std::optional<double> timeout_ms;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};
struct gather_command {
  scope where;
  std::optional<agent_class> cls;
  std::string capability;
  std::string payload;
  double payload_weight = 0;
  std::optional<double> window_ms;
  std::optional<double> minimum;
  std::optional<double> horizon_ms; // how far ahead T is
  bool unscheduled = false;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};
struct cascade_command {
  cascade_kind kind = cascade_kind::parallel;
  std::string payload;
  double payload_weight = 0;
  std::optional<double> window_ms;
  std::optional<double> horizon_ms;
  bool unscheduled = false;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};
struct pipeline_command {
  std::vector<agent_id> agents;
  std::string payload;
  std::optional<double> timeout_ms;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;
};
struct kpi_command {};

enum class comparison { less, less_equal, equal, not_equal, greater_equal, greater };
struct expect_command {
  std::string metric;
  comparison op = comparison::equal;
  double value = 0;
  double within_ms = 0;
};
struct wait_command {
  double ms = 0;
};
/// Changes the simulated world. A value may be absolute (`latency=80ms`) or
/// relative to the present one (`latency=x3`).
struct simulate_value {
  double value = 0;
  bool relative = false;
};
struct simulate_command {
  scope where;
  std::optional<agent_class> cls;
  std::optional<simulate_value> latency_ms;
  std::optional<simulate_value> processing_ms;
  std::optional<double> jitter;     // 0.1: ten percent
  std::optional<double> heavy_tail; // share of delays from the tail
  std::optional<double> conflict;   // probability
};
/// Faults on demand. Without a share: the agent, the lead of the cluster, the
/// coordinator of the sector or the orchestrator; with one: so many of the
/// agents in scope, by chance.
struct fault_command {
  scope where;
  std::optional<double> share;
};
struct crash_command : fault_command {};
struct hang_command : fault_command {};
struct corrupt_command : fault_command {};
struct lie_command : fault_command {};
/// Makes agents slower by a factor, in the simulated world.
struct slow_command : fault_command {
  double factor = 10;
};
/// F1-F6, B2, R2: what happened and what was done, newest first.
struct events_command {
  scope where;
  std::string cls;  // empty: of all classes
  std::string host; // empty: of all hosts, and of none
  std::optional<double> since_ms;
  int limit = 20; // 0: all
};
/// B2: the breakers that are not closed; opening and closing them by hand.
struct breakers_command {};
struct breaker_command {
  bool open = true;
  scope where;
  std::string reason;
};
/// O5: starts again what was given up.
struct heal_command {
  scope where;
  bool approve = false;
};
/// D2: the commands that wait for a better mode, and taking one out.
struct held_command {};
struct held_drop_command {
  int number = 0;
};
/// O6: part of the mesh stops, and goes on again.
struct freeze_command {
  scope where;
};
struct thaw_command {
  scope where;
};
/// T5: agents join and leave. The command ends when all have, or after
/// `timeout_ms` (empty: as long as that may take).
struct grow_command {
  int agents = 1;
  std::optional<agent_class> cls;
  scope where;
  std::optional<double> timeout_ms;
};
struct drain_command {
  scope where;
  std::optional<double> timeout_ms;
};
/// R2, T5: the hosts that have the sectors; taking a host's sectors away, and
/// letting it have some again.
struct nodes_command {};
struct node_drain_command {
  std::string name;
};
struct node_join_command {
  std::string name;
};
/// R2: it is gone for good.
struct node_forget_command {
  std::string name;
};
/// R2: the hosts that are here are all there are.
struct node_adopt_command {};
/// K1, K4: the log of conflicts.
struct conflicts_command {
  scope where;
  std::optional<conflict_type> type;
  std::optional<double> since_ms;
  int priority = 0; // and above
  bool unresolved = false;
  int limit = 20; // 0: all
};
struct conflict_command {
  message_id id;
};
struct resolve_command {
  message_id id;
  std::string note;
};
/// Z4: of an agent or a cluster.
struct history_command {
  scope who;
  std::optional<double> since_ms;
};
struct verify_command {
  std::vector<std::string> heads; // noted elsewhere; see storage::parse_noted_head
};
/// V1: of a file with a chain.
struct chain_file_command {
  bool run = false; // only checked else
  std::string file;
  bool follow = false;
  std::optional<double> timeout_ms;
};
/// V11: what is shown of chains.
enum class chain_look : std::uint8_t { list, show, explain, board };
struct chain_look_command {
  chain_look what = chain_look::list;
  std::string id;
};
/// V11: what is done to one.
struct chain_order_command {
  chain_act what = chain_act::cancel;
  std::string id;
};
/// `on failure stop|continue`: what a script does after a failed command.
struct on_failure_command {
  bool continue_after = false;
};
struct help_command {
  std::string topic;
};
struct quit_command {};

using command =
    std::variant<status_command, agents_command, agent_command, cluster_command, sector_command,
                 route_exclude_command, route_around_command, route_list_command,
                 route_clear_command, broadcast_command, ask_command, delegate_command,
                 gather_command, cascade_command, pipeline_command, kpi_command, expect_command,
                 wait_command, simulate_command, crash_command, hang_command, corrupt_command,
                 lie_command, slow_command, events_command, breakers_command, breaker_command,
                 heal_command, held_command, held_drop_command, freeze_command, thaw_command,
                 grow_command, drain_command, nodes_command, node_drain_command,
                 node_join_command, node_forget_command, node_adopt_command, conflicts_command,
                 conflict_command, resolve_command, history_command, verify_command,
                 chain_file_command, chain_look_command, chain_order_command,
                 on_failure_command, help_command, quit_command>;

/// A command and where it stood.
struct script_line {
  int line = 1;     // 1-based
  std::string text; // as written
  command what;
};

} // namespace mesh::console
