// The half of a journal that notes down how the mesh stands (Z4).
#include "runtime/records/journal.hpp"

namespace mesh {

namespace {

/// A row for each agent of a cluster, and one with their means.
void add_rows(std::vector<storage::history_row>& rows, const cluster_page& page,
              std::uint64_t at_ms) {
  storage::history_row mean;
  mean.at_ms = at_ms;
  mean.who = page.summary.cluster;
  float members = 0;
  for (const auto& agent : page.rows) {
    storage::history_row row{at_ms,
                             agent.id,
                             agent.score,
                             agent.latency_ms,
                             agent.processing_ms,
                             static_cast<float>(agent.queue_depth)};
    rows.push_back(row);
    if (agent.standing != membership::member)
      continue;
    ++members;
    mean.score += row.score;
    mean.latency_ms += row.latency_ms;
    mean.processing_ms += row.processing_ms;
    mean.queue += row.queue;
  }
  if (members == 0)
    return;
  for (auto* sum : {&mean.score, &mean.latency_ms, &mean.processing_ms, &mean.queue})
    *sum /= members;
  rows.push_back(mean);
}

} // namespace

void journal::sample(time_point now, std::uint64_t wall_ms, const registry& agents) {
  {
    lock guard(mutex_);
    if (now - sampled_at_ < from_ms(store_cfg_.history_period_ms))
      return;
    sampled_at_ = now;
    if (std::exchange(sampling_, true)) { // the one before still waits for the disk
      ++counts_.samples_missed;
      return;
    }
  }
  std::vector<storage::history_row> rows;
  agents.read().each_page({}, [&](const cluster_page& page) { add_rows(rows, page, wall_ms); });
  auto done = [this](const tl::expected<void, error>& result) {
    lock guard(mutex_);
    sampling_ = false;
    if (result) {
      if (unwritten_.empty())
        counts_.problem.clear();
      return;
    }
    ++counts_.samples_missed;
    counts_.problem = to_string(result.error());
  };
  if (auto taken = disk_->sample(std::move(rows), wall_ms, done); !taken)
    done(taken);
}

} // namespace mesh
