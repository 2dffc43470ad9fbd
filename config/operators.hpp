#pragma once
#include <string>

/// The bounds of operators' sessions. A header of its own, as `control.hpp` is.
namespace mesh {

/// X3. Operators who sign in with a security key.
struct operators_config {
  std::string domain;           // that keys are registered for; empty: localhost
  double session_minutes = 480; // a session lasts so long at most
  double idle_minutes = 60;     // and ends when the person was away for so long
  double touch_minutes = 5;     // destructive commands need a touch that is no older
  bool operator==(const operators_config&) const = default;
};

} // namespace mesh
