#include "runtime/placement/host_returns.hpp"

#include <algorithm>

namespace mesh {

bool host_returns::asked(const part& what, std::uint32_t agents, time_point until,
                         time_point now) {
  auto& host = hosts_.try_emplace(what.host, cfg_).first->second;
  auto [entry, fresh] = gathers_.try_emplace({what.host, what.gather});
  auto& g = entry->second;
  if (fresh) {
    g.probe = host.breaker.wants_probe(now);
    if (g.probe)
      host.breaker.probe_sent(now);
    g.passes = g.probe || host.breaker.admit();
  }
  g.until = std::max(g.until, until);
  if (!g.passes)
    host.turned_away += agents;
  else if (g.sent.insert(what.sector).second)
    g.asked += agents; // else its coordinator was replaced, and it is said again
  return g.passes;
}

void host_returns::returned(const part& what, std::uint32_t agents, time_point now) {
  auto found = gathers_.find({what.host, what.gather});
  if (found == gathers_.end() || now > found->second.until)
    return;
  auto& g = found->second;
  if (g.sent.contains(what.sector) && g.came.insert(what.sector).second)
    g.back = std::min(g.asked, g.back + agents);
}

void host_returns::judge(host_state& host, const gather& g, double minimum, time_point now,
                         circuit_breaker::change& change) {
  if (!g.passes || g.asked == 0)
    return; // says nothing of the host
  host.asked.add(now, g.asked);
  host.back.add(now, g.back);
  const bool lost = g.back < minimum * g.asked;
  if (g.probe)
    change = host.breaker.probed(!lost, now);
  else if (lost && host.breaker.state() != breaker_state::open)
    change = host.breaker.failure(now);
}

std::vector<host_returns::news> host_returns::due(time_point now) {
  std::vector<news> all;
  auto note = [&](const std::string& name, circuit_breaker::change change) {
    if (change)
      all.push_back({name, std::move(*change)});
  };
  std::set<std::string> probing;
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    const auto& [key, g] = *i;
    if (g.until >= now) {
      if (g.probe)
        probing.insert(key.first);
      ++i;
      continue;
    }
    circuit_breaker::change change;
    if (auto host = hosts_.find(key.first); host != hosts_.end())
      judge(host->second, g, cfg_.host_minimum, now, change);
    note(key.first, std::move(change));
    i = gathers_.erase(i);
  }
  for (auto& [name, host] : hosts_)
    if (!probing.contains(name)) // else the probe has its own time
      note(name, host.breaker.due(now));
  return all;
}

void host_returns::forget(const std::string& host) {
  hosts_.erase(host);
  std::erase_if(gathers_, [&](const auto& one) { return one.first.first == host; });
}

host_returns::figures host_returns::of(const std::string& host, time_point now) const {
  auto found = hosts_.find(host);
  if (found == hosts_.end())
    return {};
  const auto& h = found->second;
  return {h.asked.count(now), h.back.count(now), h.breaker.state(), h.breaker.reason(),
          h.turned_away};
}

bool host_returns::is_open(const std::string& host) const {
  auto found = hosts_.find(host);
  return found != hosts_.end() && found->second.breaker.state() == breaker_state::open;
}

} // namespace mesh
