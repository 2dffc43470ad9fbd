#pragma once
#include <optional>

#include "config/config.hpp"
#include "messages/in_hand.hpp"

namespace mesh {

struct failures_config;
struct impedance_config;

/// Known times of an agent's work.
struct work_knowledge {
  int samples = 0;
  double measured_ms = 0; // nine in ten took no longer; of an ordinary message
  std::optional<double> declared_ms;
  double class_ms = 0;
};

/// The usual time of a piece of work, and its source: the
/// agent's history, what it declared, else its class.
struct usual_work {
  double ms = 0;
  usual_from from = usual_from::nothing;
};

/// `scale` is how much longer this piece takes than an ordinary one (S2).
usual_work usual_of(const work_knowledge& known, double scale, const impedance_config& cfg);

/// After so long in hand the work is overdue: others are chosen.
double overdue_after_ms(const usual_work& usual, const failures_config& cfg);

/// After so long it is cancelled. Never when only the class or a few
/// measurements say how long it should take: a first piece may take its time.
std::optional<double> stuck_after_ms(const usual_work& usual, const failures_config& cfg);

} // namespace mesh
