#include "actors/chains/chain_run.hpp"

#include <cassert>

namespace mesh {

chain_run::chain_run(std::shared_ptr<const chain_plan> plan, dial may_speculate,
                     prediction predicted)
    : map_(std::move(plan)),
      may_speculate_(std::move(may_speculate)),
      predicted_(std::move(predicted)) {}

void chain_run::restore(const chain_checkpoint& verified) {
  auto& task = map_.at(verified.task);
  task.output = verified.output;
  task.decided = verified.decided;
  task.worked.insert(verified.workers.begin(), verified.workers.end());
  map_.be(verified.task, task_phase::verified);
}

void chain_run::restore(const effect_outcome& outcome) {
  if (outcome.failure.code == errc::none)
    effects_.done_before({outcome.task, outcome.effect});
  else if (!may_repeat(plan().tasks[outcome.task].effects[outcome.effect]))
    effects_.begun_before({outcome.task, outcome.effect}, outcome.failure);
}

void chain_run::restore(const effect_intent& begun) {
  const auto& task = plan().tasks[begun.task];
  const auto& effect = task.effects[begun.effect];
  if (!may_repeat(effect))
    effects_.begun_before(
        {begun.task, begun.effect},
        {errc::unknown,
         "the effect " + effect.name + " of " + task.name
             + " was begun before a crash: it may have been carried out, and may not",
         "look whether it was; 'chain retry' carries it out again"});
}

chain_actions chain_run::begin() {
  chain_actions out;
  phase_ = chain_phase::running;
  for (auto task : map_.graph().order()) {
    if (map_.at(task).phase == task_phase::verified)
      effects_.release(task, static_cast<std::uint32_t>(plan().tasks[task].effects.size()));
    touch(task);
  }
  next_effect(out);
  return settle(std::move(out));
}

task_round chain_run::round(place task) {
  return {task, plan().tasks[task], map_.at(task),
          [this](const std::string& text, const std::string* output) {
            return map_.fill(text, output);
          }};
}

void chain_run::touch_behind(place task) {
  for (auto next : map_.graph().after(task))
    touch(next);
}

/// Lets everything begin that may, in the chain's order, until nothing changes any more.
chain_actions chain_run::settle(chain_actions out) {
  if (phase_ == chain_phase::cancelled || phase_ == chain_phase::waiting)
    return out;
  while (!to_look_at_.empty()) {
    auto rank = *to_look_at_.begin();
    to_look_at_.erase(to_look_at_.begin());
    look_at(map_.graph().order()[rank], out);
  }
  auto before = phase_;
  if (map_.all_ended() && effects_.empty())
    phase_ = chain_phase::complete;
  else if (map_.under_way() == 0 && !effects_.busy() && !paused_)
    phase_ = chain_phase::stuck;
  if (phase_ != before)
    out.emplace_back(chain_ended{});
  return out;
}

void chain_run::look_at(place task, chain_actions& out) {
  auto seen = map_.look_back(task);
  auto& mine = map_.at(task);
  if (mine.phase == task_phase::checked && seen.firm)
    return verify(task, out);
  skip_or_wait(task, seen);
  if (mine.phase != task_phase::waiting || seen.open || paused_)
    return;
  if (!seen.firm && !may_speculate_(map_, task, map_.depth(task))) {
    held_.insert(task);
    return;
  }
  counts_.ahead += seen.firm ? 0 : 1;
  begin_task(task, out);
}

/// Whether no way leads to a task follows from those before it, and may change with them
/// until they are verified.
void chain_run::skip_or_wait(place task, const chain_map::outlook& seen) {
  const auto& mine = map_.at(task);
  auto nobody_leads = !seen.open && !seen.taken;
  auto skipped = mine.phase == task_phase::skipped;
  if (mine.phase != task_phase::waiting && !skipped)
    return;
  if (nobody_leads == skipped && (!skipped || seen.firm == mine.firmly_skipped))
    return;
  map_.be(task, nobody_leads ? task_phase::skipped : task_phase::waiting);
  touch_behind(task);
}

void chain_run::begin_task(place task, chain_actions& out) {
  held_.erase(task);
  ++counts_.begun;
  map_.be(task, task_phase::running);
  round(task).begin(out);
}

void chain_run::given_to(const chain_job_id& job, agent_id agent) {
  if (job.task < map_.size())
    round(job.task).given_to(job, agent);
}

chain_actions chain_run::answered(const chain_job_id& job, agent_id agent,
                                  const std::string& output, bool conflict) {
  chain_actions out;
  if (job.task < map_.size())
    heed(job.task, round(job.task).answered(job, agent, output, conflict, out), out);
  return settle(std::move(out));
}

chain_actions chain_run::failed(const chain_job_id& job, std::optional<agent_id> agent,
                                error why) {
  chain_actions out;
  if (job.task < map_.size())
    heed(job.task, round(job.task).failed(job, agent, std::move(why), out), out);
  return settle(std::move(out));
}

std::set<agent_id> chain_run::barred(const chain_job_id& job) const {
  return job.task < map_.size()
             ? task_round::barred(plan().tasks[job.task], map_.at(job.task), job)
             : std::set<agent_id>();
}

std::optional<agent_id> chain_run::walker(const chain_job_id& job) const {
  if (job.step >= 0 || job.task >= map_.size())
    return std::nullopt;
  for (auto before : map_.graph().before(job.task)) {
    const auto& parts = map_.at(before).parts;
    if (!parts.empty() && parts[job.part % parts.size()].done)
      return parts[job.part % parts.size()].agent;
  }
  return std::nullopt;
}

void chain_run::heed(place task, task_round::news what, chain_actions& out) {
  switch (what) {
  case task_round::news::none:
    return;
  case task_round::news::done:
    return assume(task, out);
  case task_round::news::passed:
    map_.be(task, task_phase::checked);
    return touch(task);
  case task_round::news::refuted:
    return refute(task, round(task).why_refuted(), out);
  case task_round::news::gave_up:
    return give_up(task, out);
  }
}

/// V2: from now on those behind it may go on.
void chain_run::assume(place task, chain_actions& out) {
  auto& mine = map_.at(task);
  const auto& branch = plan().tasks[task].branch;
  map_.be(task, task_phase::assumed);
  auto news = round(task).begin_checks(out);
  if (branch) {
    auto likely = branch->decided_by.empty() ? mine.output
                  : !branch->predict.empty() ? branch->predict
                  : predicted_               ? predicted_(task)
                                             : std::string();
    mine.decided = map_.target(task, likely) ? std::optional(likely) : std::nullopt;
  }
  heed(task, news, out);
  touch_behind(task);
}

void chain_run::verify(place task, chain_actions& out) {
  auto& mine = map_.at(task);
  auto decided = round(task).decided();
  if (plan().tasks[task].branch) {
    auto leads_to = map_.target(task, decided);
    if (!leads_to)
      return refute(task, "no way of its branch is for \"" + decided + "\"", out);
    counts_.predicted += mine.decided ? 1 : 0;
    if (mine.decided && map_.target(task, *mine.decided) != leads_to) {
      ++counts_.mispredicted;
      auto flushed = flush_behind(task, out);
      flushes_.push_back({task,
                          "its branch was predicted to go by \"" + *mine.decided
                              + "\", and went by \"" + decided + "\"",
                          flushed});
    }
  }
  mine.decided = decided;
  ++counts_.verified;
  out.emplace_back(round(task).checkpoint());
  mine.failure = {};
  map_.be(task, task_phase::verified);
  effects_.release(task, static_cast<std::uint32_t>(plan().tasks[task].effects.size()));
  next_effect(out);
  touch_behind(task);
  for (auto held : held_) // they build on less now
    touch(held);
}

/// V9: it is done again, or given up when its attempts are used up.
void chain_run::refute(place task, const std::string& why, chain_actions& out) {
  auto& mine = map_.at(task);
  ++counts_.refuted;
  ++mine.attempts;
  mine.failure = {errc::work_failed, why};
  for (const auto& part : mine.parts)
    if (part.agent)
      mine.refuted.insert(*part.agent);
  if (mine.attempts >= plan().tasks[task].attempts)
    return give_up(task, out);
  flushes_.push_back({task, why, flush_behind(task, out)});
  round(task).end(out);
  mine.decided.reset();
  map_.be(task, task_phase::waiting);
  touch(task);
}

void chain_run::give_up(place task, chain_actions& out) {
  auto& mine = map_.at(task);
  flushes_.push_back({task, "given up: " + mine.failure.detail, flush_behind(task, out)});
  round(task).end(out);
  mine.decided.reset();
  map_.be(task, task_phase::failed);
}

/// V3: everything that was built on it is abandoned. None of that can be verified.
std::uint32_t chain_run::flush_behind(place task, chain_actions& out) {
  std::uint32_t flushed = 0;
  std::set<place> seen;
  std::vector<place> open{task};
  while (!open.empty()) {
    auto at = open.back();
    open.pop_back();
    for (auto next : map_.graph().after(at)) {
      if (!seen.insert(next).second)
        continue;
      open.push_back(next);
      auto& mine = map_.at(next);
      assert(mine.phase != task_phase::verified);
      if (is_under_way(mine.phase)) {
        ++flushed;
        round(next).end(out);
      }
      mine.decided.reset();
      mine.attempts = 0;
      mine.refuted.clear();
      map_.be(next, task_phase::waiting);
      touch(next);
    }
  }
  counts_.flushed += flushed;
  return flushed;
}

void chain_run::next_effect(chain_actions& out) {
  if (phase_ == chain_phase::cancelled)
    return;
  auto due = effects_.next();
  if (!due)
    return;
  const auto& output = map_.at(due->task).output;
  auto what = plan().tasks[due->task].effects[due->effect];
  what.text = map_.fill(what.text, &output);
  what.from_file = map_.fill(what.from_file, &output);
  for (auto& one : what.command)
    one = map_.fill(one, &output);
  out.emplace_back(commit_effect{due->task, due->effect, std::move(what)});
}

chain_actions chain_run::carried_out(const effect_outcome& outcome) {
  chain_actions out;
  if (effects_.outcome(outcome))
    next_effect(out);
  return settle(std::move(out));
}

chain_actions chain_run::resume() {
  paused_ = false;
  for (auto task : map_.graph().order())
    touch(task);
  return settle({});
}

chain_actions chain_run::cancel() {
  chain_actions out;
  if (phase_ == chain_phase::complete || phase_ == chain_phase::cancelled)
    return out;
  for (place task = 0; task < map_.size(); ++task)
    if (is_under_way(map_.at(task).phase)) {
      round(task).end(out);
      map_.be(task, task_phase::waiting);
    }
  phase_ = chain_phase::cancelled;
  out.emplace_back(chain_ended{});
  return out;
}

chain_actions chain_run::retry() {
  chain_actions out;
  if (phase_ != chain_phase::stuck && phase_ != chain_phase::running)
    return out;
  phase_ = chain_phase::running;
  for (place task = 0; task < map_.size(); ++task) {
    auto& mine = map_.at(task);
    if (mine.phase != task_phase::failed)
      continue;
    mine.attempts = 0;
    mine.failure = {};
    map_.be(task, task_phase::waiting);
    touch(task);
  }
  effects_.retry();
  next_effect(out);
  return settle(std::move(out));
}

} // namespace mesh
