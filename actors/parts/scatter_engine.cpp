#include "actors/parts/scatter_engine.hpp"

#include <algorithm>

#include "actors/coordination/agents_meant.hpp"
#include "actors/coordination/bounds_of.hpp"
#include "actors/parts/part_for.hpp"

namespace mesh {

scatter_engine::scatter_engine(const surroundings& around, children& below, errc silent,
                               alarm timer)
    : around_(around), below_(below), silent_(silent), timer_(std::move(timer)) {}

std::vector<agent_id> scatter_engine::meant(const gather& g, std::uint8_t place) const {
  return agents_meant(*g.start.order, *g.start.what, below_.at(place), around_.who);
}

void scatter_engine::begin(scatter_start what) {
  const auto id = what.order->gather;
  gather mine{collector(id, below_.parent(), what.give_up_at, bounds_of(around_.cfg.limits)),
              std::move(what)};
  const auto& order = mine.start.order;
  for (std::size_t i = 0; i < below_.size(); ++i) {
    auto place = static_cast<std::uint8_t>(i);
    if (!concerns(*order, below_.at(place)) || !may_be_asked(mine, place))
      continue;
    mine.parts.expect(place, below_.is_there(place));
    ask(mine, place);
  }
  auto entry = gathers_.emplace(id, std::move(mine)).first;
  if (entry->second.parts.done())
    return finish(entry);
  timer_.wake_at(entry->second.parts.give_up_at());
}

/// A breaker keeps new work away, not answers to what was asked before.
bool scatter_engine::may_be_asked(gather& g, std::uint8_t place) const {
  const auto& order = *g.start.order;
  const auto moment = timer_.now();
  if (moment > order.expire.local(around_.process, moment)) { // M3, at this hop
    count_expired(g, place);
    return false;
  }
  if (order.depth != reach::agents || order.attempt > 0 || !g.start.refusal)
    return true;
  auto why = g.start.refusal(place);
  if (why)
    count_refused(g, place, *why);
  return !why;
}

void scatter_engine::count_expired(gather& g, std::uint8_t place) const {
  const auto bounds = bounds_of(around_.cfg.limits);
  auto& s = g.parts.summary();
  for (auto agent : meant(g, place)) {
    ++s.targets;
    if (g.start.order->attempt > 0) { // M3: the parent before this one may have passed it on
      ++s.sent;
      ++s.straggler;
      s.add_exception(exception_kind::straggler, errc::unknown,
                      "may already have been passed on", agent, bounds);
      continue;
    }
    ++s.expired;
    s.add_exception(exception_kind::expired, errc::expired,
                    "expired before the sector could pass it on", agent, bounds);
  }
}

/// B3: each agent that is turned away is named, and counted.
void scatter_engine::count_refused(gather& g, std::uint8_t place, const error& why) const {
  auto& s = g.parts.summary();
  for (auto agent : meant(g, place)) {
    ++s.targets;
    ++s.refused;
    ++around_.counters.turned_away;
    s.add_exception(exception_kind::refused, why.code, why.detail, agent,
                    bounds_of(around_.cfg.limits));
  }
}

void scatter_engine::ask(gather& g, std::uint8_t place) {
  if (!below_.is_there(place))
    return; // as soon as there is one again
  auto before = g.parts.asks(place);
  below_.ask(place, g.start.what, part_again(g.start.order, below_.at(place), before));
}

void scatter_engine::collect(const gather_summary& part) {
  auto found = gathers_.find(part.gather);
  if (found == gathers_.end())
    return;
  found->second.parts.add(below_.place_of(part.from), part);
  if (found->second.parts.done())
    finish(found);
}

/// A message for a T that has passed can no longer be sent, and the
/// child before may have sent it: that nobody answered for the child is why its agents
/// are missing, and not that they need too long.
void scatter_engine::child_is_back(std::uint8_t place) {
  const auto moment = timer_.now();
  std::vector<std::uint64_t> over;
  for (auto& [id, g] : gathers_) {
    if (!g.parts.awaits(place))
      continue;
    if (too_late(*g.start.order, around_.process, moment)) {
      give_up(g, place);
      if (g.parts.done())
        over.push_back(id);
      continue;
    }
    g.parts.asked(place);
    ask(g, place);
  }
  for (auto id : over) // what ends may begin another
    finish(gathers_.find(id));
}

void scatter_engine::give_up(gather& g, std::uint8_t place) {
  g.unreached.push_back(place);
  if (below_.is_there(place)) // M3: if it is only late, it is to take back what it has sent
    below_.cancel(place, g.start.order->gather);
  const auto depth = g.start.order->depth;
  if (depth == reach::agents)
    g.parts.give_up(place, silent_, meant(g, place));
  else
    g.parts.give_up_units(place, silent_,
                          one_of_each_unit(depth, below_.at(place), around_.who));
}

void scatter_engine::cancel(std::uint64_t gather, std::optional<time_point> by) {
  auto found = gathers_.find(gather);
  if (found == gathers_.end())
    return;
  auto& parts = found->second.parts;
  for (std::size_t i = 0; i < below_.size(); ++i)
    if (auto place = static_cast<std::uint8_t>(i);
        parts.awaits(place) && below_.is_there(place))
      below_.cancel(place, gather);
  if (!by)
    return;
  parts.hurry(*by);
  timer_.wake_at(*by);
}

void scatter_engine::cancel_if(const std::function<bool(std::uint64_t gather)>& meant) {
  for (const auto& [id, g] : gathers_)
    if (meant(id))
      cancel(id);
}

void scatter_engine::due() {
  timer_.woken();
  const auto moment = timer_.now();
  auto next = time_point::max();
  std::vector<std::uint64_t> overdue;
  for (const auto& [id, g] : gathers_) {
    if (g.parts.give_up_at() <= moment)
      overdue.push_back(id);
    else
      next = std::min(next, g.parts.give_up_at());
  }
  if (next != time_point::max())
    timer_.wake_at(next);
  for (auto id : overdue) {
    auto found = gathers_.find(id);
    for (std::size_t i = 0; i < below_.size(); ++i)
      if (auto place = static_cast<std::uint8_t>(i); found->second.parts.awaits(place))
        give_up(found->second, place);
    finish(found);
  }
}

void scatter_engine::finish(gathers::iterator done) {
  auto mine = std::move(done->second);
  gathers_.erase(done);
  mine.start.done({std::move(mine.parts.summary()), std::move(mine.unreached)});
}

} // namespace mesh
