// What events and breakers answer.
#include <array>

#include "runtime/console/results.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

breaker_counts count_breakers(const std::vector<circuit>& not_closed) {
  std::array<std::size_t, 3> by_level{}; // global, sectors, clusters
  for (const auto& c : not_closed)
    ++by_level.at(static_cast<std::size_t>(c.where.kind()));
  return {by_level[0], by_level[1], by_level[2]};
}

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

void write_events(json& to, const event_log& events, const events_command& what,
                  const event_times& times) {
  event_query wanted{what.where, what.cls, what.host};
  if (what.since_ms)
    wanted.since = times.now - from_ms(*what.since_ms);
  if (what.limit != 0)
    wanted.limit = static_cast<std::size_t>(what.limit);
  auto page = events.newest(wanted);
  to["rows"] = json::array();
  for (const auto& e : page.events)
    to["rows"].push_back(event_json(e, times));
  to["shown"] = page.events.size();
  to["of"] = page.total;
  to["forgotten"] = events.dropped();
}

void write_breakers(json& to, const orchestrator_report& report,
                    const mesh_counters& counters) {
  to["rows"] = json::array();
  for (const auto& c : report.circuits)
    to["rows"].push_back({{"where", to_string(c.where)},
                          {"state", to_string(c.state)},
                          {"reason", c.reason},
                          {"by_hand", c.by_hand}});
  to["opened"] = counters.breakers_opened.load();
  to["turned_away"] = counters.turned_away.load();
}

} // namespace mesh::console
