#pragma once
#include "messages/vocabulary.hpp"

namespace mesh {

/// The time between a delivery and its answer, and where it was spent (Z5).
struct answer_times {
  double processing_ms = 0; // by the agent
  double round_trip_ms = 0; // on the link
  bool believed = true;     // false: what the agent reports cannot be
};

/// Splits it. `reported_ms`: processing as the agent says; `link_ms`: the link's round trip
/// as its pulses have measured it, 0 when they have not yet.
///
/// What the agent says is believed when it leaves the link a time that it can have taken: not
/// less than nothing, and not much more than a pulse takes. Else the link's own measurement
/// counts, and all the rest is processing: an agent neither hides its slowness in the link nor
/// the link's in itself.
answer_times split_answer_time(double seen_ms, double reported_ms, double link_ms);

} // namespace mesh
