#pragma once
#include <optional>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The times at which people answer, for whoever plans when to ask them (S1). Any thread.
class person_times {
public:
  virtual ~person_times() = default;
  /// The time before `arrive` at which `source` is to ask this person: as soon as may be, when
  /// that has asked before. None: it is no person.
  [[nodiscard]] virtual std::optional<double>
  lead_time_ms(agent_id who, std::string_view source, time_point arrive) const = 0;
};

} // namespace mesh
