#pragma once

/// The settings of what protects the mesh: supervision, breakers, detection of
/// failures, conflicts, degradation. A header of its own, so that the pure
/// parts in supervisors/ need nothing else of the configuration.
namespace mesh {

/// Restarts of one level of supervisors before it escalates.
struct restart_budget_config {
  int child_restarts = 0; // of any one child within the time; one more gives it up
  int restarts = 0;       // of all children together; one more escalates
  double within_ms = 0;   // who was up that long is healthy again
  bool operator==(const restart_budget_config&) const = default;
};

/// T3, F2. Budgets multiply up the tree, so they are kept small and unequal.
struct supervision_config {
  restart_budget_config cluster{5, 60, 60'000}; // a lead and its agents
  restart_budget_config sector{4, 20, 300'000}; // a coordinator and its clusters
  restart_budget_config mesh{3, 10, 900'000};   // the orchestrator and the sectors
  double backoff_initial_ms = 100;              // from the second restart in a row on
  double backoff_factor = 2;
  double backoff_longest_ms = 30'000;
  double backoff_jitter = 0.2; // share of the delay that chance may take off
  double start_timeout_ms = 10'000;
  double stop_timeout_ms = 5'000;   // then it is killed, and after as long forgotten
  double freeze_timeout_ms = 2'000; // for agents to stop or go on (O6); the rest is named
  int children = 128;               // of one supervisor
  bool operator==(const supervision_config&) const = default;
};

/// T5. How agents join and leave while the mesh runs.
struct growth_config {
  int settle_heartbeats = 3;         // a newcomer is sent to after so many,
  int longest_settling = 12;         // or this many when its times do not settle
  double drain_timeout_ms = 300'000; // then what it has in hand ends as agent_down
  bool operator==(const growth_config&) const = default;
};

/// V5, V7, V8, V10. How agents recheck the tasks of chains that they left behind unverified,
/// and how many chains are kept.
struct chains_config {
  double look_cost_ms = 0.05;     // a look is as bad as working this long for nothing
  double look_floor_ms = 5;       // no agent looks more often
  double look_ceiling_ms = 5'000; // nor does one wait longer
  double look_jitter = 0.1;       // each wait is longer by up to this share
  int left_behind = 256;          // most unverified tasks that one agent keeps rechecking
  int steal_tries = 8;            // busy agents that an idle one asks, at random; 0: none
  int most = 10'000;              // chains that there can be, ended ones included
  int keep_ended = 1'000;         // of those that have ended when the mesh starts
  bool operator==(const chains_config&) const = default;
};

/// B1, B2. When breakers open, and how they close again.
struct breakers_config {
  int cluster_failures = 5; // more than these within the window open it
  int sector_failures = 50;
  int open_sectors = 10;
  double window_ms = 60'000;
  double open_ms = 30'000;   // until the first probe
  double reopen_ms = 60'000; // until the next, after a bad one
  double watch_ms = 60'000;  // half-open for so long without a failure: closed
  double probe_timeout_ms = 5'000;
  int half_open_every = 10;  // half-open lets one message in so many through
  int host_failures = 3;     // more gathers within the window that a host lost open its own
  double host_minimum = 0.5; // a gather is lost when less of what was asked came back
  bool operator==(const breakers_config&) const = default;
};

/// F1-F6. Silence and spikes are `impedance.offline_after_ms` and
/// `impedance.spike_factor`.
struct failures_config {
  int network_errors = 3;               // F1: in a row, then it escalates
  double replacement_watch_ms = 60'000; // F2: a replacement that fails sooner escalates
  double spike_least_ms = 5;            // F3: a score that rises by less is no spike
  double overdue_factor = 5;            // x what is usual: work in hand is overdue
  double overdue_class_factor = 100;    // the same, where only the class is known
  double overdue_least_ms = 2'000;
  double stuck_factor = 20; // x what is usual: work in hand is cancelled; 0: never
  double stuck_least_ms = 60'000;
  int spiking_agents = 3;           // F3: in one cluster, then it escalates
  int contradicted_agents = 3;      // F5: that agree, against one that does not
  double growth_period_ms = 10'000; // F6: failures are counted in such periods
  int growth_periods = 3;           // F6: that each grow, one after the other
  double growth_factor = 1.8;       // F6: by this at least
  int growth_floor = 8;             // F6: fewer in the last are no cascade
  double retry_initial_ms = 250;    // F1: until a lost heartbeat is asked for again; doubles
  int events = 10'000;              // the newest of each class that are remembered
  double fold_ms = 60'000;          // equal ones that follow each other sooner are one
  double watch_period_ms = 250;     // F2: the process measures so often how late it runs
  double watch_late_ms = 1'000;     // F2: later than this it is starved, and judges nobody
  double watch_calm_ms = 5'000;     // F2: on time for so long, it is starved no more
  int silent_deaths = 300;          // F2: of a level of the tree, for silence, within
  double silent_deaths_ms = 10'000; // this; more wait, for one cause is likelier
  bool operator==(const failures_config&) const = default;
};

/// K1-K3. Priorities 0 to 4, by when a conflict is to be resolved, and how far the
/// mesh goes to do so itself.
struct conflicts_config {
  int divergence_depth = 10;      // contexts further apart are priority 3, not 2
  int contradiction_agents = 100; // more agents affected: priority 3, not 2
  double priority_4_deadline_ms = 0;
  double priority_3_deadline_ms = 60'000;
  double priority_2_deadline_ms = 600'000;
  double priority_1_deadline_ms = 3'600'000;
  int sector_priority = 3;       // from here on the sector coordinator resolves
  int orchestrator_priority = 4; // from here on the orchestrator
  int queue = 10'000;            // conflicts that wait for their resolution
  int in_memory = 50'000;        // kept without a store, or while it takes none
  int text_bytes = 65'536;       // of an expected or received value; the rest is cut off
  int quarantine_bytes = 4'096;  // of a message's payload that is kept with a conflict (K1)
  int evidence_items = 256;      // of each list in its evidence (K3)
  int resolving = 100;           // conflicts that the mesh works on at a time
  int resolution_tries = 3;      // agents that are asked to end one; then it is a person's
  double resolution_timeout_ms = 10'000; // for each answer
  double resolution_pause_ms = 5'000;    // between two tries
  int agreement_margin = 2;              // more agents that agree: a stronger provenance
  double confidence_margin = 0.1;        // more confidence (S4): the same
  bool operator==(const conflicts_config&) const = default;
};

/// D1, D2. Active rates of the modes, and what is left in them.
struct degradation_config {
  double full_minimum = 0.95;
  double light_minimum = 0.80;
  double moderate_minimum = 0.60;
  double severe_minimum = 0.30;
  double retry_timeout_factor = 2; // in every mode but FULL
  int scatter_agents = 1'000;      // largest scatter from DEGRADED_MODERATE on
  int queued_commands = 1'000;     // that wait for a better mode
  bool operator==(const degradation_config&) const = default;
};

} // namespace mesh
