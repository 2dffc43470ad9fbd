#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/cascade.hpp"
#include "messages/errors.hpp"
#include "messages/gather_summary.hpp"
#include "messages/kpi_row.hpp"
#include "messages/message.hpp"
#include "messages/protection_messages.hpp"
#include "messages/quorum.hpp"
#include "messages/scatter_order.hpp"

/// Requests to the orchestrator, and its answers. An empty optional
/// means: as the configuration says.
namespace mesh {

/// The content of a message, before it has an id.
struct draft {
  std::string source = "console";
  strategy how = strategy::scatter_gather;
  verb what = verb::act;
  priority urgency = priority::normal;
  double payload_weight = 0;
  std::vector<std::string> capabilities;
  std::string payload;
  std::vector<std::string> parts; // one for each target; any number of targets are chosen
  message_id causation = {};      // 0: nothing caused it
  message_id resolves = {};       // the conflict that it is to end (K3); 0: none
  bool goes_on = false; // M3: what has begun when its caller stops waiting is not cancelled
  std::shared_ptr<const chain_errand> errand = {}; // see message
};

/// G1-G3: to everyone in `where`, or to `targets`, or to a sample.
struct scatter_request {
  std::uint64_t client = 0; // the caller's number for it; cancel_request names it
  draft what;
  scope where;
  std::optional<agent_class> cls;
  std::vector<agent_id> targets;
  std::optional<int> sample;         // that many, chosen at random among the capable
  bool healthy_sectors_only = false; // where targets are chosen (D1)
  std::optional<double> window_ms;
  std::optional<double> minimum;
  std::optional<double> horizon_ms; // how far ahead T is
  bool scheduled = true;
  bool redundant = false;    // all are asked the same: who contradicts most is a rogue (F5)
  bool of_a_cascade = false; // who is turned away is counted, and is no failure of its own
  std::uint8_t attempt = 0;  // times the same work may have been begun before
  std::uint64_t command = 0; // the gather its correlation names; 0: its own
};

struct scatter_result {
  error failure; // nothing was sent at all
  gather_summary summary;
  bool scheduled = true;
  bool cancelled = false;
  double window_ms = 0;
  double minimum = 0;
  double horizon_ms = 0;
  double took_ms = 0;
  quorum decision;
  std::vector<agent_id> rogues;     // F5: quarantined for what they answered
  std::vector<sector_id> unreached; // sectors that gave no summary

  /// Empty when nobody was sent to: there is no rate of nothing.
  [[nodiscard]] std::optional<double> ready_rate() const {
    if (summary.sent == 0)
      return std::nullopt;
    return double(summary.ready) / summary.sent;
  }
  /// G3: SUCCESS, or PARTIAL; nobody sent to is no success, nor is no answer at all.
  [[nodiscard]] bool success() const {
    return failure.code == errc::none && !cancelled && summary.ready + summary.conflict > 0
           && ready_rate() >= minimum;
  }
  /// Those a message should have reached and did not. An agent skipped for
  /// want of lead time is named, and not missing.
  [[nodiscard]] std::uint32_t missing() const {
    return summary.straggler + summary.expired + summary.refused;
  }
  /// G3: what to do about a PARTIAL; empty after a SUCCESS.
  [[nodiscard]] std::string recommendation() const;
};

/// C1-C3.
struct cascade_request {
  std::uint64_t client = 0;
  cascade_kind kind = cascade_kind::parallel;
  draft what;
  std::optional<double> window_ms;
  std::optional<double> horizon_ms;
  bool scheduled = true;
};

struct phase_result {
  cascade_phase phase;
  phase_outcome outcome = phase_outcome::nobody;
  bool passed = false;          // it did not fall short
  std::uint32_t reached = 0;    // sectors, clusters or READY agents
  std::uint32_t expected = 0;   // of so many
  std::uint32_t targets = 0;    // agents that it was for,
  std::uint32_t skipped = 0;    // of them not sent to for want of lead time,
  std::uint32_t refused = 0;    // and refused
  std::vector<scope> unreached; // sectors, or clusters, that did not confirm; the first ones
  double took_ms = 0;
};

struct cascade_result {
  cascade_kind kind = cascade_kind::parallel;
  scatter_result total; // all phases that reach agents, merged
  std::vector<phase_result> phases;
  double total_ms = 0;
  bool failed_at_sector = false; // C1
};

/// O4: to one agent, to a class, or to the best available.
struct delegate_request {
  std::uint64_t client = 0;
  draft what;
  std::optional<agent_id> agent;
  std::optional<agent_class> cls;
  std::optional<double> timeout_ms;
  bool healthy_sectors_only = false; // unless the agent is named (D1)
};

/// One agent that was tried, or could have been.
struct delegate_attempt {
  agent_id agent;
  errc reason = errc::none;
  std::string detail;
  std::optional<work_fate> fate = {}; // of one that was tried: what became of the work (M3)
};

struct delegate_result {
  error failure;
  std::optional<agent_id> agent;
  agent_class cls = agent_class::a_edge;
  trinary state = trinary::transit;
  std::string value;
  answer_group answer;           // whole: of a conflict, also what was expected, and its record
  std::uint32_t attempt = 0;     // times the work may have been begun before
  std::optional<work_fate> fate; // there is no answer: what became of the newest attempt
  std::vector<delegate_attempt> attempts; // that came to nothing
  // Z8: when nobody could be used, the first of those that are capable, and why not
  std::vector<delegate_attempt> candidates;
  std::uint32_t candidates_of = 0; // so many are capable
  double took_ms = 0;
  bool cancelled = false;
};

/// M4: through the agents in order, each given the result of the one before.
struct pipeline_request {
  std::uint64_t client = 0;
  draft what;
  std::vector<agent_id> agents;
  std::optional<double> timeout_ms;
};

struct pipeline_step {
  agent_id agent;
  trinary state = trinary::transit;
  std::string value;
  answer_group answer; // as in delegate_result
  std::uint32_t attempt = 0;
  std::optional<work_fate> fate;
  errc failure = errc::none;
  std::string detail;
  double took_ms = 0;
};

struct pipeline_result {
  error failure;
  std::vector<pipeline_step> steps;
  double took_ms = 0;
  bool cancelled = false;
};

/// Ends the request with this client number; its answer says so.
struct cancel_request {
  std::uint64_t client = 0;
};

/// Opens or closes a breaker by hand (B2).
struct circuit_request {
  circuit what;
};
struct circuit_answer {
  error failure; // what is wrong with it, if anything
};

/// Asks for an orchestrator_report.
struct report_request {};

/// The orchestrator's own figures, beside the registry.
struct orchestrator_report {
  error failure; // there is no orchestrator: the rest says nothing
  std::vector<kpi_row> kpi;
  std::optional<double> since_last_cascade_s;
  std::uint32_t conflicts_last_hour = 0;
  std::uint32_t sectors = 0;       // that have a coordinator at present
  std::uint32_t sectors_heard = 0; // summaries received (Z5)
  double oldest_summary_s = 0;     // of those
  std::uint64_t posts_undeliverable = 0;
  std::vector<circuit> circuits;        // breakers that are not closed
  std::vector<failure_event> escalated; // to it, newest last
};

} // namespace mesh
