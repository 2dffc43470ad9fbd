#include "messages/failure_event.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mesh {

std::string_view to_string(failure_class what) {
  constexpr std::array<std::string_view, 8> names{
      "TRANSIENT_NETWORK",  "AGENT_CRASH",     "IMPEDANCE_SPIKE", "CONTEXT_CORRUPTION",
      "BYZANTINE_BEHAVIOR", "CASCADE_FAILURE", "STUCK_WORK",      "DETECTION_HELD"};
  return names[static_cast<std::size_t>(what)];
}

recovery recovery_of(failure_class what) {
  constexpr std::array all{recovery::retry_with_backoff,
                           recovery::replace,
                           recovery::route_around,
                           recovery::quarantine_and_reload,
                           recovery::quarantine_with_evidence,
                           recovery::isolate_sector,
                           recovery::choose_others,
                           recovery::hold_judgement};
  return all[static_cast<std::size_t>(what)];
}

std::string_view to_string(recovery what) {
  constexpr std::array<std::string_view, 8> names{
      "retried with backoff",
      "replaced",
      "routed around",
      "quarantined, context reloaded",
      "quarantined, evidence kept",
      "breaker opened, sector isolated",
      "others are chosen",
      "silent actors are not replaced meanwhile",
  };
  return names[static_cast<std::size_t>(what)];
}

std::string_view to_string(escalation to) {
  constexpr std::array<std::string_view, 3> names{"none", "sector", "orchestrator"};
  return names[static_cast<std::size_t>(to)];
}

bool counts_for_breakers(const failure_event& event) {
  if (event.what == failure_class::transient_network)
    return event.to != escalation::none;
  return event.what != failure_class::impedance_spike && event.what != failure_class::stuck_work
         && event.what != failure_class::detection_held;
}

std::string to_string(const failure_event& event, time_point start) {
  std::array<char, 32> when{};
  std::snprintf(when.data(), when.size(), "%+.3f s ", to_ms(event.at - start) / 1'000);
  std::string line = when.data();
  line += to_string(event.what);
  line += ' ' + to_string(event.where) + ": " + event.seen + "; ";
  line += to_string(recovery_of(event.what));
  if (event.to != escalation::none)
    line += ", escalated to " + std::string(to_string(event.to));
  // Text that an agent wrote is in it: it stays one line all the same.
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return line;
}

} // namespace mesh
