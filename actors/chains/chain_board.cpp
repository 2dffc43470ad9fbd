#include "actors/chains/chain_board.hpp"

#include <algorithm>

namespace mesh {

task_look chain_board::handle::look(std::uint32_t task) const {
  static const task_view no_such_task;
  auto reader = of_->read();
  const auto* view = reader.find(chain_);
  const auto& found =
      view != nullptr && task < view->tasks.size() ? view->tasks[task] : no_such_task;
  return {found.phase, found.lives, found.depth, found.since, view != nullptr ? view->run : 0};
}

std::uint64_t chain_board::handle::version() const {
  auto reader = of_->read();
  const auto* view = reader.find(chain_);
  return view != nullptr ? view->version : 0;
}

namespace {

/// `last`: as it was shown before; null when it was not.
task_view task_of(const chain_run& run, std::uint32_t which, time_point now,
                  const task_view* last) {
  task_view task;
  const auto& mine = run.progress(which);
  task.phase = mine.phase;
  const auto same = last != nullptr && last->phase == mine.phase && last->lives == mine.life;
  task.since = same ? last->since : now;
  task.lives = mine.life;
  task.failure = mine.failure;
  task.agents.resize(std::max<std::size_t>(1, run.plan().tasks[which].aspects.size()));
  for (const auto& part : mine.parts) {
    task.agents[part.aspect] += part.open && part.agent ? 1 : 0;
    if (part.agent)
      task.who.push_back(*part.agent);
    for (const auto& step : part.steps)
      for (const auto& check : step) {
        task.checks += check.open ? 1 : 0;
        task.signed_off += check.signed_off ? 1 : 0;
      }
  }
  if (is_under_way(mine.phase))
    task.depth = run.map().depth(which);
  return task;
}

} // namespace

std::unique_ptr<chain_view> view_of(const chain_run& run, time_point now,
                                    const chain_view* before) {
  constexpr std::size_t newest_flushes = 100;
  auto view = std::make_unique<chain_view>();
  view->version = before != nullptr ? before->version + 1 : 1;
  view->phase = run.phase();
  view->paused = run.paused();
  view->counts = run.counts();
  const auto& flushes = run.flushes();
  auto skipped = flushes.size() - std::min(flushes.size(), newest_flushes);
  view->flushes.assign(flushes.begin() + static_cast<std::ptrdiff_t>(skipped), flushes.end());
  view->tasks.resize(run.map().size());
  for (std::uint32_t i = 0; i < run.map().size(); ++i) {
    const auto* last =
        before != nullptr && i < before->tasks.size() ? &before->tasks[i] : nullptr;
    view->tasks[i] = task_of(run, i, now, last);
  }
  auto ended = [](const chain_counts& counts) {
    return counts.verified + counts.refuted + counts.flushed;
  };
  auto moved = before == nullptr || ended(view->counts) != ended(before->counts)
               || view->phase != before->phase;
  view->moved = moved ? view->version : before->moved;
  if (run.effects().failed())
    view->effect_failure = to_string(run.effects().failed()->failure);
  return view;
}

} // namespace mesh
