#include "actors/parts/chain_jobs.hpp"

#include <algorithm>
#include <utility>

#include "actors/work/random.hpp"

namespace mesh {

namespace {

verb verb_called(const std::string& name) {
  for (auto one :
       {verb::observe, verb::orient, verb::decide, verb::act, verb::record, verb::sync})
    if (to_string(one) == name)
      return one;
  return verb::act;
}

priority priority_called(const std::string& name) {
  return name == "background" ? priority::background
         : name == "high"     ? priority::high
         : name == "critical" ? priority::critical
                              : priority::normal;
}

std::uint64_t random_of(const chain_job_key& key) {
  constexpr int task_bits = 20;
  return random_source((std::uint64_t{key.chain} << (2 * task_bits))
                       + (std::uint64_t{key.job.life} << task_bits) + key.job.task)
      .next();
}

/// Refusals that say nothing of the task: the same may be taken a moment later.
bool may_pass(errc refusal) {
  switch (refusal) {
  case errc::no_capable_agent:
  case errc::queue_full:
  case errc::agent_down:
  case errc::agent_offline:
  case errc::routed_around:
  case errc::joining:
  case errc::leaving:
  case errc::too_many_in_flight:
  case errc::lead_unreachable:
  case errc::sector_unreachable:
  case errc::breaker_open:
  case errc::frozen:
  case errc::mode_restricted:
  case errc::quarantined:
    return true;
  default:
    return false;
  }
}

/// The terms on which a job is given: the task's, or those of its verification step.
struct job_terms {
  const std::string& verb;
  std::vector<std::string> needs;
  const std::optional<agent_class>& cls;
  double timeout_ms;
};

job_terms terms_of(const chain_task& task, const chain_job_id& job,
                   const permissions_config& permissions) {
  if (job.step < 0)
    return {task.verb, needs_of(task, permissions), task.cls, task.timeout_ms};
  const auto& step = task.verify[static_cast<std::size_t>(job.step)];
  return {step.verb, step.needs, step.cls, step.timeout_ms};
}

} // namespace

chain_jobs::chain_jobs(const registry& agents, crew_load& load, sector_id home, int sectors,
                       const config& cfg, walk_counters& counters, std::uint64_t first_client,
                       ways out)
    : cfg_(cfg.chains),
      permissions_(cfg.permissions),
      load_(load),
      counters_(counters),
      out_(std::move(out)),
      crew_(agents, load, home, sectors,
            [this](agent_id agent) { return queues_.waiting_for(agent); }),
      last_client_(first_client) {}

/// A scheduler that crashed does not hear of its jobs' ends.
chain_jobs::~chain_jobs() {
  for (const auto& [client, one] : requests_)
    load_.gave_back(one.agent);
  counters_.queued -= told_waiting_;
}

/// The request to the agent of a job.
delegate_request chain_jobs::request_of(const waiting_job& what) const {
  const auto& task = out_.chain(what.key.chain).task_of(what.key.job);
  const auto terms = terms_of(task, what.key.job, permissions_);
  delegate_request made;
  made.what.source = "chain";
  made.what.urgency = priority_called(task.priority);
  made.what.payload = what.payload;
  made.what.what = verb_called(terms.verb);
  made.what.capabilities = terms.needs;
  made.what.payload_weight = what.key.job.step < 0 ? task.weight : 0;
  made.cls = terms.cls;
  made.timeout_ms = terms.timeout_ms;
  return made;
}

/// Nothing while the mesh does not know such a capability.
std::optional<crew_wanted> chain_jobs::wanted(const chain_job_key& job) const {
  const auto& mine = out_.chain(job.chain);
  const auto terms = terms_of(mine.task_of(job.job), job.job, permissions_);
  auto capabilities = out_.resolve(terms.needs);
  if (!capabilities)
    return std::nullopt;
  return crew_wanted{{*capabilities, terms.cls},
                     mine.run().barred(job.job),
                     mine.run().walker(job.job),
                     random_of(job)};
}

void chain_jobs::give(const chain_job_key& job, const std::string& payload) {
  const auto& task = out_.chain(job.chain).task_of(job.job);
  waiting_job made{job, static_cast<int>(priority_called(task.priority)), payload, {}};
  if (!place(made))
    leave_unassigned(std::move(made));
  tell_waiting();
}

/// Its time counts from now: in a queue it waits as long as it takes.
void chain_jobs::leave_unassigned(waiting_job what) {
  const auto& task = out_.chain(what.key.chain).task_of(what.key.job);
  what.until = out_.now() + from_ms(terms_of(task, what.key.job, permissions_).timeout_ms);
  unassigned_.push_back(std::move(what));
}

/// With an idle agent, or in the queue of a busy one. False: there is nobody.
bool chain_jobs::place(waiting_job what) {
  auto needs = wanted(what.key);
  auto found = needs ? crew_.pick(*needs, *out_.rules()) : std::nullopt;
  if (!found)
    return false;
  if (found->idle)
    return send(what, found->agent);
  queues_.put(found->agent, std::move(what));
  return true;
}

bool chain_jobs::send(const waiting_job& what, agent_id agent) {
  auto request = request_of(what);
  request.agent = agent;
  request.client = ++last_client_;
  request.what.errand = out_.errand(what.key);
  const auto client = request.client;
  requests_[client] = {what, agent};
  if (!out_.ask(std::move(request))) {
    requests_.erase(client);
    return false;
  }
  jobs_[what.key] = client;
  load_.took(agent);
  out_.chain(what.key.chain).given_to(what.key.job, agent, out_.now());
  if (what.key.job.step < 0)
    out_.worked(what.key.chain, what.key.job.task, agent);
  return true;
}

bool chain_jobs::may_take(agent_id agent, const waiting_job& what) const {
  auto needs = wanted(what.key);
  return needs && crew_.may_take(agent, *needs, *out_.rules());
}

void chain_jobs::withdraw(const chain_job_key& job, bool notify) {
  std::erase_if(unassigned_, [&](const waiting_job& one) { return one.key == job; });
  if (queues_.remove(job))
    return tell_waiting();
  auto found = jobs_.find(job);
  if (found == jobs_.end())
    return;
  if (notify) {
    out_.chain(job.chain).withdrawn(job.job, out_.now());
    out_.cancel(found->second);
  }
  jobs_.erase(found); // the agent is free again when its answer comes
}

void chain_jobs::answered(std::uint64_t client, const delegate_result& result) {
  auto found = requests_.find(client);
  if (found == requests_.end())
    return;
  auto [what, agent] = std::move(found->second);
  requests_.erase(found);
  load_.gave_back(agent);
  const auto key = what.key;
  auto job = jobs_.find(key);
  if (job != jobs_.end() && job->second == client) {
    jobs_.erase(job);
    if (asks_again(what, result)) {
      what.refused_since = what.refused_since.value_or(out_.now());
      out_.chain(key.chain).withdrawn(key.job, out_.now());
      leave_unassigned(std::move(what));
      tell_waiting();
      return; // of this agent nobody knows that it is idle
    }
    out_.ended(key, agent, result);
  } else {
    out_.ended_in_vain(key);
  }
  next_for(agent);
}

/// Nobody has begun it, and its time is not over yet. While a mesh starts, or a part of it is
/// being replaced, that is said at once, and three times at once would use up all attempts.
bool chain_jobs::asks_again(const waiting_job& what, const delegate_result& result) const {
  if (!may_pass(result.failure.code) || result.cancelled)
    return false;
  const auto never = [](const auto& one) {
    return one.fate == work_fate::never_begun;
  };
  if (!std::ranges::all_of(result.attempts, never)
      || (result.fate && result.fate != work_fate::never_begun))
    return false;
  const auto& task = out_.chain(what.key.chain).task_of(what.key.job);
  const auto refused_for = out_.now() - what.refused_since.value_or(out_.now());
  return refused_for < from_ms(terms_of(task, what.key.job, permissions_).timeout_ms);
}

/// An agent that finds nothing here is offered to others; these do not offer it on.
void chain_jobs::next_for(agent_id idle) {
  feed(idle);
  if (load_.of(idle) == 0)
    out_.idle(idle);
}

/// The next job of an agent that has nothing to do: of its own queue, or stolen.
void chain_jobs::feed(agent_id idle) {
  while (load_.of(idle) == 0) {
    auto next = queues_.next(idle);
    if (!next)
      break;
    auto takes_it = may_take(idle, *next);
    if (takes_it ? !send(*next, idle) : !place(*next)) {
      leave_unassigned(std::move(*next));
      break;
    }
  }
  if (load_.of(idle) == 0 && !queues_.empty()) {
    auto stolen = queues_.steal(
        idle, [&](const waiting_job& what) { return may_take(idle, what); }, cfg_.steal_tries,
        last_client_);
    if (stolen) {
      ++counters_.steals;
      if (!send(*stolen, idle))
        leave_unassigned(std::move(*stolen));
    }
  }
  tell_waiting();
}

void chain_jobs::nobody_took(const waiting_job& what) const {
  delegate_result nobody;
  nobody.failure = {errc::no_capable_agent,
                    "nobody who may do it could be sent it in time; agents that worked on "
                    "a task do not check it"};
  out_.ended(what.key, std::nullopt, nobody);
}

void chain_jobs::look_again() {
  auto moment = out_.now();
  for (auto owner : queues_.owners()) // some may not be sent anything any more
    for (auto& one : queues_.take_all(owner))
      if (may_take(owner, one))
        queues_.put(owner, std::move(one));
      else
        leave_unassigned(std::move(one));
  std::vector<waiting_job> over;
  for (auto& one : std::exchange(unassigned_, {}))
    if (place(one))
      continue;
    else if (one.until <= moment)
      over.push_back(std::move(one));
    else
      unassigned_.push_back(std::move(one));
  for (auto owner : queues_.owners()) // nobody was there to ask when they got idle
    if (load_.of(owner) == 0)
      feed(owner);
  for (const auto& one : over) // each may withdraw others
    nobody_took(one);
  tell_waiting();
}

void chain_jobs::tell_waiting() {
  if (queues_.size() == told_waiting_)
    return;
  counters_.queued += queues_.size() - told_waiting_; // modulo 2^64
  told_waiting_ = queues_.size();
  out_.waiting(told_waiting_);
}

} // namespace mesh
