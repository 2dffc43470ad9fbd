#include "runtime/control/api_events.hpp"

#include <thread>

#include "runtime/console/results.hpp"
#include "runtime/control/event_stream.hpp"

namespace mesh::control {

void stream_events(local_mesh& mesh, const control_config& limits, const request& asked,
                   exchange& to) {
  constexpr std::size_t most_at_once = 1'000;
  const auto& log = mesh.events();
  auto stream = event_stream::of(asked, mesh.wall_ms(mesh.started()), log.newest_id());
  if (!stream)
    return to.answer(refusal(400, stream.error()));
  const console::event_times times{mesh.started(), mesh.now(), [&mesh](time_point at) {
                                     return mesh.wall_ms(at);
                                   }};
  to.begin(stream->type(), [quiet = stream->quiet()] { return quiet; });
  while (!to.gone()) {
    const auto news = log.after(stream->after(), most_at_once);
    if (const auto lines = stream->write(news, times); !lines.empty())
      to.write(lines);
    if (news.events.size() < most_at_once)
      std::this_thread::sleep_for(from_ms(limits.events_period_ms));
  }
  to.finish();
}

} // namespace mesh::control
