#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The classes of failures: of agents (F1-F6), of work that does not end, of detection.
enum class failure_class : std::uint8_t {
  transient_network,
  agent_crash,
  impedance_spike,
  context_corruption,
  byzantine_behavior,
  cascade_failure,
  stuck_work,
  detection_held, // nobody is declared dead: the detectors themselves were away (F2)
};
inline constexpr failure_class last_failure_class = failure_class::detection_held;
std::string_view to_string(failure_class what); // "TRANSIENT_NETWORK" ...

/// The reaction to it.
enum class recovery : std::uint8_t {
  retry_with_backoff,       // F1
  replace,                  // F2: a new actor, its state synced
  route_around,             // F3
  quarantine_and_reload,    // F4: from a known-good copy
  quarantine_with_evidence, // F5
  isolate_sector,           // F6: its breaker is opened
  choose_others,            // while the work is in hand
  hold_judgement,           // nobody is replaced for silence
};
/// Each class has one.
recovery recovery_of(failure_class what);
std::string_view to_string(recovery what); // "retried with backoff" ...

/// The level that hears of it beyond the lead. A failure that is not settled where it
/// was seen goes one level up.
enum class escalation : std::uint8_t { none, sector, orchestrator };
std::string_view to_string(escalation to);

/// One failure: when, what, where, what was seen and what is done.
struct failure_event {
  time_point at;
  failure_class what = failure_class::transient_network;
  scope where;
  std::string seen;
  escalation to = escalation::none;
  bool operator==(const failure_event&) const = default;
};

/// B1: whether it counts for the breakers. What is slow or overdue is routed around,
/// and a heartbeat that was lost is asked for again: none of them is a failure yet. Nor
/// is it when the detectors were away.
bool counts_for_breakers(const failure_event& event);

/// One line, with the time since `start`:
/// `+31.204 s AGENT_CRASH s07.c04.a12: silent for 30004 ms; replaced`.
std::string to_string(const failure_event& event, time_point start);

} // namespace mesh
