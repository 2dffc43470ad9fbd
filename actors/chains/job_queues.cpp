#include "actors/chains/job_queues.hpp"

#include <algorithm>

namespace mesh {

void job_queues::put(agent_id whose, waiting_job job) {
  if (!owners_.emplace(job.key, whose).second)
    return;
  queues_[whose].push_back(std::move(job));
}

job_queues::queue::iterator job_queues::oldest_of_the_most_urgent(queue& jobs,
                                                                  const allowed& may) {
  auto best = jobs.end();
  for (auto i = jobs.begin(); i != jobs.end(); ++i)
    if ((best == jobs.end() || i->urgency > best->urgency) && may(*i))
      best = i;
  return best;
}

std::optional<waiting_job> job_queues::take(const queues::iterator& from,
                                            const queue::iterator& job) {
  auto taken = std::move(*job);
  from->second.erase(job);
  owners_.erase(taken.key);
  if (from->second.empty())
    queues_.erase(from);
  return taken;
}

std::optional<waiting_job> job_queues::next(agent_id whose) {
  auto mine = queues_.find(whose);
  if (mine == queues_.end())
    return std::nullopt;
  return take(mine,
              oldest_of_the_most_urgent(mine->second, [](const waiting_job&) { return true; }));
}

std::optional<waiting_job> job_queues::steal(agent_id thief, const allowed& may, int tries,
                                             std::uint64_t random) {
  auto cluster = thief.parent();
  auto all = [](std::uint8_t sector, std::uint8_t from, std::uint8_t to) {
    return neighbourhood{{sector, from, 0}, {sector, to, 255}};
  };
  if (auto near = steal_within(all(cluster.sector, cluster.cluster, cluster.cluster), may,
                               tries, random))
    return near;
  if (auto within = steal_within(all(cluster.sector, 0, 255), may, tries, random))
    return within;
  auto fullest = fullest_sector();
  return fullest ? steal_within(all(fullest->sector, 0, 255), may, tries, random)
                 : std::nullopt;
}

/// From a random victim on, each once.
std::optional<waiting_job> job_queues::steal_within(const neighbourhood& where,
                                                    const allowed& may, int& tries,
                                                    std::uint64_t random) {
  auto first = queues_.lower_bound(where.first);
  auto last = queues_.upper_bound(where.last);
  auto victims = static_cast<std::uint64_t>(std::distance(first, last));
  if (victims == 0)
    return std::nullopt;
  auto victim = std::next(first, static_cast<std::ptrdiff_t>(random % victims));
  for (std::uint64_t i = 0; i < victims && tries > 0; ++i, --tries) {
    auto job = oldest_of_the_most_urgent(victim->second, may);
    if (job != victim->second.end())
      return take(victim, job);
    if (++victim == last)
      victim = first;
  }
  return std::nullopt;
}

std::optional<sector_id> job_queues::fullest_sector() const {
  std::map<std::uint8_t, std::size_t> waiting;
  for (const auto& [owner, jobs] : queues_)
    waiting[owner.sector] += jobs.size();
  auto most =
      std::max_element(waiting.begin(), waiting.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == waiting.end() ? std::nullopt : std::optional(sector_id{most->first});
}

std::optional<waiting_job> job_queues::remove(const chain_job_key& key) {
  auto owner = owners_.find(key);
  if (owner == owners_.end())
    return std::nullopt;
  auto whose = queues_.find(owner->second);
  return take(whose, std::ranges::find(whose->second, key, &waiting_job::key));
}

std::vector<waiting_job> job_queues::take_all(agent_id whose) {
  std::vector<waiting_job> all;
  while (auto one = next(whose))
    all.push_back(std::move(*one));
  return all;
}

std::size_t job_queues::waiting_for(agent_id whose) const {
  auto found = queues_.find(whose);
  return found == queues_.end() ? 0 : found->second.size();
}

std::vector<agent_id> job_queues::owners() const {
  std::vector<agent_id> all;
  for (const auto& [owner, jobs] : queues_)
    all.push_back(owner);
  return all;
}

} // namespace mesh
