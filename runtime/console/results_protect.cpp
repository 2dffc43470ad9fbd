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

void write_events(json& to, const event_log& events, const events_command& what,
                  time_point start) {
  auto limit = what.limit == 0 ? SIZE_MAX : static_cast<std::size_t>(what.limit);
  auto page = events.newest(what.where, limit);
  to["rows"] = json::array();
  for (const auto& e : page.events)
    to["rows"].push_back({{"at_s", rounded(to_ms(e.at - start) / 1'000)},
                          {"class", to_string(e.what)},
                          {"where", to_string(e.where)},
                          {"seen", e.seen},
                          {"done", to_string(recovery_of(e.what))},
                          {"escalated_to", to_string(e.to)},
                          {"line", to_string(e, start)}});
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
