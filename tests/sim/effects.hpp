#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "messages/gather_summary.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::testing {

/// One run of a piece of work at one agent.
struct begun_work {
  std::string payload; // a different one for each request
  agent_id agent;
  time_point at;
  time_point done; // when it takes effect, unless it is cut off before
  time_point cut_off = time_point::max();
  std::uint8_t attempt = 0;

  [[nodiscard]] bool takes_effect() const { return done <= cut_off; }
};

/// What a caller was told of one agent, and when.
struct caller_told {
  std::string payload;
  agent_id agent;
  time_point at;
  std::optional<work_fate> fate; // none: it is done, and this is its value
  std::string value = {};
  std::string why = {}; // as it was said
};

/// All that happened in a mesh whose callers may leave, and what they were told.
struct effects {
  std::vector<std::shared_ptr<begun_work>> begun;
  std::vector<caller_told> answers;
  /// Requests that were refused as a whole: nothing of them is ever begun.
  std::vector<std::string> refused;

  /// M3, M4: each sentence that is not true, for people.
  [[nodiscard]] std::vector<std::string> lies() const;
};

} // namespace mesh::testing
