#include "actors/chains/job_market.hpp"

namespace mesh {

void job_market::open(sector_id sector, tell to) {
  std::lock_guard lock(mutex_);
  schedulers_.at(sector.sector) = std::move(to);
  waiting_.at(sector.sector) = 0;
}

void job_market::waiting(sector_id sector, std::size_t jobs) {
  waiting_.at(sector.sector) = static_cast<std::uint32_t>(jobs);
}

void job_market::offer(agent_id idle, sector_id from) {
  std::uint32_t most = 0;
  std::size_t fullest = 0;
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    if (auto jobs = waiting_[i].load(); jobs > most && i != from.sector) {
      most = jobs;
      fullest = i;
    }
  if (most == 0)
    return;
  tell to;
  {
    std::lock_guard lock(mutex_);
    to = schedulers_[fullest];
  }
  if (to)
    to(idle);
}

} // namespace mesh
