// O7: what happens, as it happens: failures, breakers, hosts.
#include <thread>

#include "runtime/console/results.hpp"
#include "runtime/control/api.hpp"
#include "runtime/control/event_stream.hpp"
#include "runtime/control/exchange.hpp"

namespace mesh::control {

void api::events(const request& what, exchange& x) {
  constexpr std::size_t most_at_once = 1'000;
  const auto& log = mesh_.events();
  auto stream = event_stream::of(what, mesh_.wall_ms(mesh_.started()), log.newest_id());
  if (!stream)
    return x.answer(refusal(400, stream.error()));
  const console::event_times times{mesh_.started(), mesh_.now(), [this](time_point at) {
                                     return mesh_.wall_ms(at);
                                   }};
  x.begin(stream->type(), [quiet = stream->quiet()] { return quiet; });
  while (!x.gone()) {
    const auto news = log.after(stream->after(), most_at_once);
    if (const auto lines = stream->write(news, times); !lines.empty())
      x.write(lines);
    if (news.events.size() < most_at_once)
      std::this_thread::sleep_for(from_ms(limits_.events_period_ms));
  }
  x.finish();
}

} // namespace mesh::control
