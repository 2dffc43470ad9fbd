#include "actors/parts/pipeline_runs.hpp"

#include <algorithm>

#include "actors/parts/request_checks.hpp"
#include "actors/parts/task_answer.hpp"

namespace mesh {

struct pipeline_runs::run {
  pipeline_request request;
  double timeout_ms = 0;
  pipeline_result result;
  time_point began;
  piped done;
  std::uint64_t command = 0; // that all steps belong to
};

pipeline_runs::pipeline_runs(run_context context) : context_(std::move(context)) {}

void pipeline_runs::start(const pipeline_request& request, piped done) {
  auto made = std::make_shared<run>();
  made->request = request;
  made->timeout_ms = request.timeout_ms.value_or(context_.cfg.coordination.delegate_timeout_ms);
  made->began = context_.now();
  made->done = std::move(done);
  made->result.failure = check(*made);
  if (made->result.failure.code != errc::none)
    return made->done(std::move(made->result));
  next(made);
}

/// All agents, before the first one does its part.
error pipeline_runs::check(const run& of) const {
  const auto& agents = of.request.agents;
  const auto stranger = std::find_if(agents.rbegin(), agents.rend(), [&](agent_id agent) {
    return !context_.who.contains(agent);
  });
  if (stranger != agents.rend())
    return {errc::unknown_target, to_string(*stranger) + " is not in this mesh",
            "see 'status' for its size"};
  if (agents.empty())
    return {errc::invalid_argument, "a pipeline has at least one agent"};
  if (auto wrong = check_in_a_row(of.request.what, of.timeout_ms); wrong.code != errc::none)
    return wrong;
  for (auto agent : agents)
    if (auto frozen = context_.choice.check_frozen({}, std::nullopt, {agent});
        frozen.code != errc::none)
      return frozen;
  return {};
}

void pipeline_runs::end(run& of, error why) const {
  of.result.failure = std::move(why);
  of.result.took_ms = context_.ms_since(of.began);
  of.done(std::move(of.result));
}

void pipeline_runs::next(const std::shared_ptr<run>& of) {
  const auto& steps = of->result.steps;
  auto left_ms = of->timeout_ms - context_.ms_since(of->began);
  if (steps.size() == of->request.agents.size())
    return end(*of, {});
  if (left_ms <= 0)
    return end(*of, {errc::timeout, "the pipeline did not finish in time"});
  auto agent = of->request.agents[steps.size()];
  scatter_request request;
  request.client = of->request.client;
  request.what = of->request.what;
  request.what.how = strategy::pipeline;
  if (!steps.empty())
    request.what.payload = steps.back().value;
  request.targets = {agent};
  request.scheduled = false;
  request.horizon_ms = 0;
  request.window_ms = left_ms;
  if (of->command == 0)
    of->command = context_.below.next_gather();
  request.command = of->command;
  context_.below.scatter(request, reach::agents, [this, of, agent](const scatter_result& part) {
    stepped(of, agent, part);
  });
}

/// One agent has done its part, or has not.
void pipeline_runs::stepped(const std::shared_ptr<run>& of, agent_id agent,
                            const scatter_result& part) {
  of->result.cancelled = part.cancelled;
  if (part.failure.code != errc::none)
    return end(*of, part.failure);
  pipeline_step step;
  step.agent = agent;
  step.took_ms = part.took_ms;
  const auto* answer = only_answer(part.summary);
  if (answer != nullptr) {
    step.state = answer->state;
    step.value = answer->value;
    step.answer = *answer;
    step.attempt = part.summary.attempt;
  }
  exception_group why;
  if (!part.summary.exceptions.empty()) {
    why = part.summary.exceptions.front();
    step.failure = why.reason;
    step.detail = why.detail;
  }
  if (answer == nullptr && why.count > 0)
    step.fate = fate_of(part.summary);
  auto state = step.state;
  auto fate = step.fate;
  of->result.steps.push_back(std::move(step));
  if (part.cancelled)
    return end(*of, {errc::cancelled, "cancelled"});
  if (state == trinary::ready && part.summary.ready == 1)
    return next(of);
  if (state == trinary::conflict)
    return end(*of, {errc::work_failed, to_string(agent) + " answered -1: " + why.detail});
  if (fate && (why.kind == exception_kind::straggler || *fate == work_fate::unknown))
    return end(*of, no_result(agent, why, *fate, within(of->timeout_ms)));
  end(*of, {why.reason, to_string(agent) + ": " + why.detail});
}

} // namespace mesh
