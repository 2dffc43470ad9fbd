#include "actors/chains/chain_case.hpp"

#include <algorithm>

#include "actors/chains/speculation.hpp"

namespace mesh {

chain_case::chain_case(kept_chain what, chain_experience& learned, std::uint64_t number)
    : what_(std::move(what)),
      number_(number),
      learned_(learned),
      run_(
          what_.plan,
          [&learned](const chain_map& of, chain_map::place task, int depth) {
            return may_speculate(of, task, depth, learned);
          },
          [&learned, plan = what_.plan](chain_map::place task) {
            return learned.likely(plan->name, plan->tasks[task].name);
          }),
      times_(what_.plan->tasks.size()) {
  for (auto [task, agent] : what_.worked)
    run_.restore(task, agent);
  for (const auto& one : what_.verified)
    run_.restore(one);
  for (const auto& [at, effect] : what_.effects) {
    if (!effect.open)
      run_.restore(effect_outcome{at.first, at.second, effect.failure});
    else if (!effect.here) // whoever carries effects out here knows of it
      run_.restore(effect_intent{at.first, at.second});
  }
  for (std::uint32_t i = 0; i < times_.size(); ++i)
    times_[i].phase = run_.progress(i).phase;
  if (what_.paused)
    run_.pause();
}

chain_actions chain_case::begin(time_point now) {
  if (what_.cancelled)
    return noted(run_.cancel(), now);
  return noted(run_.begin(), now);
}

void chain_case::given_to(const chain_job_id& job, agent_id agent, time_point now) {
  given_[job] = now;
  run_.given_to(job, agent);
}

/// Agents' time counts from when they were given the job.
void chain_case::ended_job(const chain_job_id& job, time_point now) {
  auto found = given_.find(job);
  if (found == given_.end())
    return;
  auto spent_ms = to_ms(now - found->second);
  given_.erase(found);
  worked_ms_ += spent_ms;
  auto& task = times_[job.task];
  (job.life == task.life ? task.agents_ms : wasted_ms_) += spent_ms;
}

chain_actions chain_case::answered(const chain_job_id& job, agent_id agent,
                                   const std::string& output, bool conflict, time_point now) {
  ended_job(job, now);
  return noted(run_.answered(job, agent, output, conflict), now);
}

chain_actions chain_case::failed(const chain_job_id& job, std::optional<agent_id> agent,
                                 error why, time_point now) {
  ended_job(job, now);
  return noted(run_.failed(job, agent, std::move(why)), now);
}

void chain_case::withdrawn(const chain_job_id& job, time_point now) {
  ended_job(job, now);
}

chain_actions chain_case::carried_out(const effect_outcome& outcome, time_point now) {
  return noted(run_.carried_out(outcome), now);
}

chain_actions chain_case::pause(time_point now) {
  run_.pause();
  return noted({}, now);
}

chain_actions chain_case::resume(time_point now) {
  return noted(run_.resume(), now);
}

chain_actions chain_case::cancel(time_point now) {
  return noted(run_.cancel(), now);
}

chain_actions chain_case::retry(time_point now) {
  ended_ = {};
  return noted(run_.retry(), now);
}

/// Measures what the newest event has changed.
chain_actions chain_case::noted(chain_actions actions, time_point now) {
  for (auto task : run_.map().graph().order())
    if (times_[task].phase != run_.progress(task).phase
        || times_[task].life != run_.progress(task).life)
      note_change(task, flushes_seen_, now);
  flushes_seen_ = run_.flushes().size();
  auto over = run_.phase() == chain_phase::complete || run_.phase() == chain_phase::stuck
              || run_.phase() == chain_phase::cancelled;
  if (over && ended_ == time_point{})
    ended_ = now;
  return actions;
}

void chain_case::note_change(std::uint32_t task, std::size_t flushes_before, time_point now) {
  auto& mine = times_[task];
  const auto& is = run_.progress(task);
  const auto& chain = run_.plan().name;
  const auto& name = run_.plan().tasks[task].name;
  auto was_running = mine.phase == task_phase::running;
  if (was_running && is.life == mine.life) { // it was assumed, and perhaps verified at once
    mine.assumed = now;
    mine.work_ms = to_ms(now - mine.began);
    learned_.worked(chain, name, mine.work_ms);
  }
  if (mine.phase == task_phase::assumed)
    mine.verification_ms = to_ms(now - mine.assumed);
  if (is.life != mine.life) {
    const auto& flushes = run_.flushes();
    auto refuted =
        std::any_of(flushes.begin() + static_cast<std::ptrdiff_t>(flushes_before),
                    flushes.end(), [&](const flush_record& one) { return one.task == task; });
    if (refuted && mine.phase == task_phase::assumed)
      learned_.refuted(chain, name);
    if (refuted)
      mine.before_ms += mine.work_ms + mine.verification_ms;
    else
      wasted_ms_ += mine.agents_ms;
    mine = {task_phase::waiting, is.life, {}, {}, 0, 0, 0, refuted ? mine.before_ms : 0, 0};
  }
  if (is.phase == task_phase::running)
    mine.began = now;
  if (is.phase == task_phase::verified && mine.phase != task_phase::verified) {
    learned_.verified(chain, name, mine.verification_ms, is.decided.value_or(""));
    for (auto earlier : run_.map().graph().before(task))
      mine.waited_ms = std::max(mine.waited_ms, times_[earlier].waited_ms);
    mine.waited_ms += mine.before_ms + mine.work_ms + mine.verification_ms;
  }
  mine.phase = is.phase;
}

std::unique_ptr<const chain_view> chain_case::view(time_point now,
                                                   const chain_view* before) const {
  auto view = view_of(run_, now, before);
  view->run = number_;
  view->id = what_.id;
  view->plan = what_.plan;
  view->begun = what_.begun;
  view->ended = ended_;
  view->worked_ms = worked_ms_;
  view->wasted_ms = wasted_ms_;
  for (const auto& one : times_)
    view->waiting_ms = std::max(view->waiting_ms, one.waited_ms);
  return view;
}

} // namespace mesh
