#include "actors/parts/breaker_news.hpp"

#include <spdlog/spdlog.h>

namespace mesh {

void record_breaker(const surroundings& around, const breaker_event& event, bool by_hand,
                    std::uint64_t keeper, time_point now) {
  spdlog::log(event.where.kind() == scope::level::cluster ? spdlog::level::info
                                                          : spdlog::level::warn,
              "{}", to_string(event));
  around.events.add({now, keeper, event, by_hand});
  if (event.change.to == circuit_state::open && event.change.from != circuit_state::open)
    ++around.counters.breakers_opened;
}

} // namespace mesh
