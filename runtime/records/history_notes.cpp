#include "runtime/records/history_notes.hpp"

#include <utility>

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

history_notes::step history_notes::due(time_point now) {
  if (now - taken_at_ < period_)
    return step::wait;
  taken_at_ = now;
  return std::exchange(on_its_way_, true) ? step::miss : step::take;
}

std::vector<storage::history_row> history_rows(const registry& agents, std::uint64_t at_ms) {
  std::vector<storage::history_row> rows;
  agents.read().each_page({}, [&](const cluster_page& page) { add_rows(rows, page, at_ms); });
  return rows;
}

} // namespace mesh
