#include "supervisors/breaker_tree.hpp"

#include <limits>
#include <utility>

namespace mesh {

std::string to_string(const breaker_event& what) {
  return "breaker of " + to_string(what.where) + " " + std::string(to_string(what.change.to))
         + ": " + what.change.reason + " (was " + std::string(to_string(what.change.from))
         + ")";
}

/// The global breaker counts open sectors, never failures of its own.
breaker_tree::breaker_tree(const breakers_config& cfg)
    : cfg_(cfg), global_(std::numeric_limits<int>::max(), cfg) {}

template <class Visit>
void breaker_tree::visit_all(auto& self, Visit visit) {
  visit(scope{}, self.global_);
  for (auto& [id, breaker] : self.sectors_)
    visit(scope{id}, breaker);
  for (auto& [id, breaker] : self.clusters_)
    visit(scope{id}, breaker);
}

circuit_breaker& breaker_tree::at(const scope& where) {
  if (where.kind() == scope::level::all)
    return global_;
  if (where.kind() == scope::level::sector)
    return sectors_.try_emplace(where.sector(), cfg_.sector_failures, cfg_).first->second;
  return clusters_.try_emplace(where.cluster(), cfg_.cluster_failures, cfg_).first->second;
}

const circuit_breaker* breaker_tree::find(const scope& where) const {
  auto in = [](const auto& map, auto id) {
    auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
  };
  if (where.kind() == scope::level::all)
    return &global_;
  return where.kind() == scope::level::sector ? in(sectors_, where.sector())
                                              : in(clusters_, where.cluster());
}

bool breaker_tree::too_many_sectors() const {
  return std::cmp_greater(open_sectors_, cfg_.open_sectors);
}

void breaker_tree::note(const scope& where, circuit_breaker::change change, time_point now,
                        breaker_events& events) {
  if (!change)
    return;
  auto [from, to, reason] = *change;
  events.push_back({where, std::move(*change)});
  if (where.kind() != scope::level::sector)
    return;
  if (from == breaker_state::open)
    --open_sectors_;
  if (to != breaker_state::open)
    return;
  ++open_sectors_;
  if (from != breaker_state::open && too_many_sectors())
    note(scope{}, global_.trip(std::to_string(open_sectors_) + " sectors are open", now), now,
         events);
}

breaker_events breaker_tree::failure(cluster_id where, time_point now) {
  breaker_events events;
  note(where, at(where).failure(now), now, events);
  note(where.parent(), at(where.parent()).failure(now), now, events);
  return events;
}

bool breaker_tree::routable(cluster_id where) const {
  for (const scope& level : {scope{}, scope{where.parent()}, scope{where}})
    if (const auto* breaker = find(level); breaker && breaker->state() == breaker_state::open)
      return false;
  return true;
}

std::optional<scope> breaker_tree::admit(cluster_id where) {
  for (const scope& level : {scope{}, scope{where.parent()}, scope{where}})
    if (find(level) && !at(level).admit())
      return level;
  return std::nullopt;
}

error breaker_tree::refusal(const scope& where) const {
  const auto* breaker = find(where);
  if (!breaker || breaker->state() == breaker_state::closed)
    return {};
  return {errc::breaker_open,
          "the breaker of " + to_string(where) + " is "
              + std::string(to_string(breaker->state())) + ": " + breaker->reason(),
          breaker->by_hand() ? "opened by hand: close it by hand"
                             : "it is probed automatically"};
}

std::vector<scope>
breaker_tree::take_probes(time_point now,
                          const std::function<duration(const scope&)>& links_to) {
  std::vector<scope> wanted;
  visit_all(*this, [&](const scope& where, circuit_breaker& breaker) {
    if (!breaker.wants_probe(now))
      return;
    breaker.probe_sent(now, links_to ? links_to(where) : duration{});
    wanted.push_back(where);
  });
  return wanted;
}

breaker_events breaker_tree::probed(const scope& where, bool good, time_point now) {
  breaker_events events;
  if (find(where))
    note(where, at(where).probed(good, now), now, events);
  return events;
}

breaker_events breaker_tree::due(time_point now) {
  breaker_events events;
  visit_all(*this, [&](const scope& where, circuit_breaker& breaker) {
    // It would close only to open again at the next sector.
    bool still_bad = &breaker == &global_ && breaker.state() == breaker_state::half_open
                     && breaker.next_due() <= now && too_many_sectors();
    note(where,
         still_bad
             ? breaker.trip(std::to_string(open_sectors_) + " sectors are still open", now)
             : breaker.due(now),
         now, events);
  });
  return events;
}

breaker_events breaker_tree::trip(const scope& where, std::string reason, time_point now) {
  breaker_events events;
  note(where, at(where).trip(std::move(reason), now), now, events);
  return events;
}

std::optional<time_point> breaker_tree::next_due() const {
  std::optional<time_point> first;
  visit_all(*this, [&](const scope&, const circuit_breaker& breaker) {
    if (auto next = breaker.next_due(); next && (!first || *next < *first))
      first = next;
  });
  return first;
}

breaker_events breaker_tree::force_open(const scope& where, std::string reason,
                                        time_point now) {
  breaker_events events;
  note(where, at(where).force_open(std::move(reason), now), now, events);
  return events;
}

breaker_events breaker_tree::force_close(const scope& where, std::string reason,
                                         time_point now) {
  breaker_events events;
  if (find(where))
    note(where, at(where).force_close(std::move(reason), now), now, events);
  return events;
}

std::vector<scope> breaker_tree::tripped() const {
  std::vector<scope> found;
  visit_all(*this, [&](const scope& where, const circuit_breaker& breaker) {
    if (breaker.state() != breaker_state::closed)
      found.push_back(where);
  });
  return found;
}

std::uint64_t breaker_tree::turned_away() const {
  std::uint64_t sum = 0;
  visit_all(*this, [&](const scope&, const circuit_breaker& breaker) {
    sum += breaker.turned_away();
  });
  return sum;
}

} // namespace mesh
