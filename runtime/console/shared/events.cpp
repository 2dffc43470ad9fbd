#include "runtime/console/shared/events.hpp"

#include <nlohmann/json.hpp>

#include "runtime/base/utc.hpp"
#include "runtime/console/running/json_values.hpp"
#include "supervisors/event_record.hpp"

namespace mesh::console {

json event_json(const event_record& e, const event_times& times) {
  return {{"at", utc(times.wall_ms(e.at))},
          {"at_s", rounded(to_ms(e.at - times.start) / 1'000)},
          {"kind", e.kind},
          {"class", e.cls},
          {"where", to_string(e.where)},
          {"host", e.host.empty() ? json(nullptr) : json(e.host)},
          {"count", e.count},
          {"first_at", utc(times.wall_ms(e.first))},
          {"seen", e.seen},
          {"done", e.done},
          {"escalated_to", to_string(e.to)},
          {"line", to_string(e, times.start)}};
}

} // namespace mesh::console
