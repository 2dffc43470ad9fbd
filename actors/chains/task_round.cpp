#include "actors/chains/task_round.hpp"

#include <algorithm>

#include "actors/chains/step_verdict.hpp"

namespace mesh {

chain_job_id task_round::id_of(std::size_t part, int step, std::size_t check) const {
  const auto& of = mine_.parts[part];
  auto attempt =
      step < 0 ? of.attempt : of.steps[static_cast<std::size_t>(step)][check].attempt;
  return {task_,
          mine_.life,
          static_cast<std::uint32_t>(part),
          step,
          static_cast<std::uint32_t>(check),
          attempt};
}

void task_round::begin(chain_actions& out) {
  mine_.parts.clear();
  if (plan_.aspects.empty())
    mine_.parts.emplace_back();
  for (std::uint32_t i = 0; i < plan_.aspects.size(); ++i)
    for (int n = 0; n < plan_.aspects[i].max; ++n)
      mine_.parts.emplace_back().aspect = i;
  for (std::size_t part = 0; part < mine_.parts.size(); ++part)
    ask_work(part, out);
}

void task_round::ask_work(std::size_t part, chain_actions& out) {
  const auto* text = &plan_.payload;
  if (!plan_.aspects.empty() && !plan_.aspects[mine_.parts[part].aspect].payload.empty())
    text = &plan_.aspects[mine_.parts[part].aspect].payload;
  out.emplace_back(give_job{id_of(part), fill_(*text, nullptr)});
}

void task_round::ask_check(std::size_t part, std::size_t step, std::size_t check,
                           chain_actions& out) {
  const auto& text = plan_.verify[step].payload;
  const auto& output = mine_.parts[part].output;
  out.emplace_back(give_job{id_of(part, static_cast<int>(step), check),
                            text.empty() ? output : fill_(text, &output)});
}

void task_round::end(chain_actions& out) {
  for (std::size_t i = 0; i < mine_.parts.size(); ++i) {
    auto& part = mine_.parts[i];
    if (part.open)
      out.emplace_back(withdraw_job{id_of(i)});
    for (std::size_t step = 0; step < part.steps.size(); ++step)
      for (std::size_t check = 0; check < part.steps[step].size(); ++check)
        if (part.steps[step][check].open)
          out.emplace_back(withdraw_job{id_of(i, static_cast<int>(step), check)});
  }
  mine_.parts.clear();
  mine_.output.clear();
  ++mine_.life;
}

part_progress* task_round::part_of(const chain_job_id& job) {
  return job.life == mine_.life && job.part < mine_.parts.size() ? &mine_.parts[job.part]
                                                                 : nullptr;
}

check_progress* task_round::check_of(const chain_job_id& job) {
  auto* part = part_of(job);
  auto step = static_cast<std::size_t>(job.step);
  if (part == nullptr || step >= part->steps.size() || job.place >= part->steps[step].size())
    return nullptr;
  auto& check = part->steps[step][job.place];
  return check.open && check.attempt == job.attempt ? &check : nullptr;
}

std::set<agent_id> task_round::barred(const chain_task& plan, const task_progress& mine,
                                      const chain_job_id& job) {
  if (job.life != mine.life || job.part >= mine.parts.size())
    return {};
  const auto& part = mine.parts[job.part];
  if (job.step < 0) {
    auto who = part.tried;
    for (const auto& other : mine.parts)
      if (other.agent)
        who.insert(*other.agent);
    if (plan.retry == "others")
      who.insert(mine.refuted.begin(), mine.refuted.end());
    return who;
  }
  auto who = mine.worked;
  for (const auto& check : part.steps.at(static_cast<std::size_t>(job.step))) {
    if (check.agent)
      who.insert(*check.agent);
    who.insert(check.tried.begin(), check.tried.end());
  }
  return who;
}

void task_round::given_to(const chain_job_id& job, agent_id agent) {
  if (job.step >= 0) {
    if (auto* check = check_of(job))
      check->agent = agent;
    return;
  }
  auto* part = part_of(job);
  if (part == nullptr || !part->open || part->attempt != job.attempt)
    return;
  part->agent = agent;
  mine_.worked.insert(agent);
}

task_round::news task_round::answered(const chain_job_id& job, agent_id agent,
                                      const std::string& output, bool conflict,
                                      chain_actions& out) {
  if (job.step < 0) {
    if (conflict)
      return failed(job, agent, {errc::conflict, "answered with a conflict: " + output}, out);
    auto* part = part_of(job);
    if (part == nullptr || !part->open || part->attempt != job.attempt)
      return news::none;
    given_to(job, agent);
    part->open = false;
    part->done = true;
    part->output = output;
    return part_ended();
  }
  auto* check = check_of(job);
  if (check == nullptr)
    return news::none;
  auto step = static_cast<std::size_t>(job.step);
  const auto& expect = plan_.verify[step].expect;
  check->agent = agent;
  check->open = false;
  check->answer = output;
  check->signed_off =
      !conflict && (expect.empty() || output == fill_(expect, &mine_.parts[job.part].output));
  check->refuted = !check->signed_off;
  return judge(job.part, step, out);
}

/// V9: another agent is asked, as often as the task has attempts.
task_round::news task_round::failed(const chain_job_id& job, std::optional<agent_id> agent,
                                    error why, chain_actions& out) {
  auto again = [&](auto& one) {
    if (agent)
      one.tried.insert(*agent);
    one.agent.reset();
    ++one.attempt;
    one.open = one.attempt < static_cast<std::uint32_t>(plan_.attempts);
    mine_.failure = std::move(why);
    return one.open;
  };
  if (job.step < 0) {
    auto* part = part_of(job);
    if (part == nullptr || !part->open || part->attempt != job.attempt)
      return news::none;
    if (!again(*part))
      return part_ended();
    ask_work(job.part, out);
    return news::none;
  }
  auto* check = check_of(job);
  if (check == nullptr)
    return news::none;
  auto step = static_cast<std::size_t>(job.step);
  if (!again(*check))
    return judge(job.part, step, out);
  ask_check(job.part, step, job.place, out);
  return news::none;
}

task_round::news task_round::part_ended() const {
  std::vector<int> hopeful(std::max<std::size_t>(1, plan_.aspects.size()));
  for (const auto& part : mine_.parts)
    hopeful[part.aspect] += part.open || part.done ? 1 : 0;
  for (std::size_t i = 0; i < hopeful.size(); ++i)
    if (hopeful[i] < (plan_.aspects.empty() ? 1 : plan_.aspects[i].min))
      return news::gave_up;
  return std::ranges::any_of(mine_.parts, &part_progress::open) ? news::none : news::done;
}

std::string task_round::joined_output() const {
  std::string all;
  auto first = true;
  for (const auto& part : mine_.parts) {
    if (!part.done)
      continue;
    all.append(first ? "" : "\n").append(part.output);
    first = false;
  }
  return all;
}

task_round::news task_round::begin_checks(chain_actions& out) {
  mine_.output = joined_output();
  auto any = false;
  for (std::size_t i = 0; i < mine_.parts.size(); ++i) {
    auto& part = mine_.parts[i];
    if (!part.done)
      continue;
    part.steps.resize(plan_.verify.size());
    for (std::size_t step = 0; step < plan_.verify.size(); ++step) {
      part.steps[step].resize(static_cast<std::size_t>(plan_.verify[step].agents));
      for (std::size_t check = 0; check < part.steps[step].size(); ++check)
        ask_check(i, step, check, out);
      any = true;
    }
  }
  return any ? news::none : news::passed;
}

task_round::news task_round::judge(std::size_t part, std::size_t step, chain_actions& out) {
  auto verdict = verdict_of(mine_.parts[part].steps[step], plan_.verify[step].sign_off);
  if (verdict == step_verdict::open)
    return news::none;
  if (verdict == step_verdict::refuted)
    return news::refuted;
  if (verdict == step_verdict::unanswered)
    return news::gave_up;
  auto& checks = mine_.parts[part].steps[step];
  for (std::size_t i = 0; i < checks.size(); ++i)
    if (checks[i].open) { // enough have signed off without it
      out.emplace_back(withdraw_job{id_of(part, static_cast<int>(step), i)});
      checks[i].open = false;
    }
  for (const auto& one : mine_.parts)
    for (std::size_t i = 0; i < one.steps.size(); ++i)
      if (verdict_of(one.steps[i], plan_.verify[i].sign_off) != step_verdict::passed)
        return news::none;
  return news::passed;
}

std::string task_round::decided() const {
  if (!plan_.branch || plan_.branch->decided_by.empty())
    return mine_.output;
  auto step =
      std::ranges::find(plan_.verify, plan_.branch->decided_by, &verification_step::name)
      - plan_.verify.begin();
  std::vector<const check_progress*> checks;
  for (const auto& part : mine_.parts)
    if (part.done)
      for (const auto& check : part.steps[static_cast<std::size_t>(step)])
        checks.push_back(&check);
  return common_answer(checks);
}

std::string task_round::why_refuted() const {
  for (const auto& part : mine_.parts)
    for (std::size_t step = 0; step < part.steps.size(); ++step)
      for (const auto& check : part.steps[step])
        if (check.refuted)
          return (check.agent ? to_string(*check.agent) : std::string("an agent"))
                 + " refuted it in the step " + plan_.verify[step].name + ": " + check.answer;
  return {};
}

chain_checkpoint task_round::checkpoint() const {
  chain_checkpoint made{task_,
                        mine_.output,
                        mine_.decided.value_or(""),
                        {mine_.worked.begin(), mine_.worked.end()},
                        {}};
  for (const auto& part : mine_.parts)
    for (const auto& step : part.steps)
      for (const auto& check : step)
        if (check.signed_off && check.agent)
          made.signers.push_back(*check.agent);
  std::ranges::sort(made.signers);
  made.signers.erase(std::unique(made.signers.begin(), made.signers.end()), made.signers.end());
  return made;
}

} // namespace mesh
