#pragma once
#include <optional>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/language/values.hpp"

namespace mesh::console {

struct simulate_command {
  scope where;
  std::optional<agent_class> cls;
  std::optional<simulate_value> latency_ms;
  std::optional<simulate_value> processing_ms;
  std::optional<double> jitter;     // 0.1: ten percent
  std::optional<double> heavy_tail; // share of delays from the tail
  std::optional<double> conflict;   // probability
};

} // namespace mesh::console
