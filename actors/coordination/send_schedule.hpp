#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/coordination/impedance.hpp"
#include "config/config.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// A child to send to, and what is believed of it.
struct send_candidate {
  std::uint8_t slot = 0; // the lead's name for the agent
  impedance z;
  std::optional<double> lead_time_ms = {}; // of a person, who does not work all day (S1)
};

/// One send of the plan.
struct planned_send {
  std::uint8_t slot = 0;
  time_point due;           // when to send
  time_point ready_at;      // when the agent is expected to be READY (at most T)
  double lead_time_ms = 0;  // S1
  double processing_ms = 0; // S2
};

/// S3: an agent that cannot be reached in time, and why.
struct skipped_send {
  std::uint8_t slot = 0;
  double needed_ms = 0;
  double available_ms = 0;
};

struct send_plan {
  std::vector<planned_send> sends; // by due time
  std::vector<skipped_send> skips;
};

/// S1-S3: when to send to each agent so that all are READY at `arrive`.
/// Unscheduled, everything is due now and nothing is skipped: what a mesh
/// without prediction does. Who can be READY in time, but whose answer cannot be
/// back before `answer_by`, is skipped as well: nobody would see it.
send_plan plan_sends(const std::vector<send_candidate>& candidates, time_point now,
                     time_point arrive, double payload_weight, bool scheduled,
                     const impedance_config& cfg, time_point answer_by = time_point::max());

} // namespace mesh
