#include "runtime/control/api_events.hpp"

#include "runtime/console/shared/events.hpp"
#include "runtime/control/event_stream.hpp"

namespace mesh::control {

void stream_events(local_mesh& mesh, const control_config& limits, const request& asked,
                   exchange& to, std::function<bool()> over) {
  constexpr std::size_t most_at_once = 1'000;
  const auto& log = mesh.events();
  auto stream = event_stream::of(asked, mesh.wall_ms(mesh.started()), log.newest_id());
  if (!stream)
    return to.answer(refusal(400, stream.error()));
  const std::string type = stream->type();
  auto quiet = stream->quiet();
  auto next = [&mesh, &log, at = std::move(*stream)]() mutable {
    const console::event_times times{mesh.started(), mesh.now(), [&mesh](time_point when) {
                                       return mesh.wall_ms(when);
                                     }};
    return at.write(log.after(at.after(), most_at_once), times);
  };
  to.follow(
      type, from_ms(limits.events_period_ms), std::move(next), [quiet] { return quiet; },
      std::move(over));
}

} // namespace mesh::control
