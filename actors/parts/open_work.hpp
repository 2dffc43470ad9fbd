#pragma once
#include <cstdint>
#include <string>

#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// Messages that the agents of a cluster have not answered yet, for parts of its lead that want
/// to know of it, or end it.
class open_work {
public:
  virtual ~open_work() = default;
  /// Whether anything waits for this agent's answer.
  [[nodiscard]] virtual bool open_with(std::uint8_t slot) const = 0;
  /// Ends what was not sent yet to an agent.
  virtual void refuse_unsent(std::uint8_t slot, errc why, const std::string& detail,
                             time_point moment) = 0;
  /// Ends all that is open with it.
  virtual void refuse_open(std::uint8_t slot, errc why, const std::string& detail,
                           time_point moment) = 0;
};

} // namespace mesh
