#pragma once
#include <functional>
#include <nlohmann/json.hpp>

#include "supervisors/event_record.hpp"

/// Events as JSON: the rows of `events`, and the lines of the stream.
namespace mesh::console {

/// The mesh's moments as those of a calendar.
struct event_times {
  time_point start;
  time_point now;
  std::function<std::uint64_t(time_point)> wall_ms; // since 1970
};
/// One row of `events`, and one line of the stream.
nlohmann::ordered_json event_json(const event_record& e, const event_times& times);

} // namespace mesh::console
