#include "actors/chain_scheduler.hpp"

#include <algorithm>
#include <utility>

#include "actors/parts/exits.hpp"

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

/// What the agent of a job is asked, and who can do it.
delegate_request request_of(const chain_task& task, const chain_job_id& job,
                            const std::string& payload) {
  delegate_request request;
  request.what.source = "chain";
  request.what.urgency = priority_called(task.priority);
  request.what.payload = payload;
  if (job.step < 0) {
    request.what.what = verb_called(task.verb);
    request.what.payload_weight = task.weight;
    request.what.capabilities = task.needs;
    request.cls = task.cls;
    request.timeout_ms = task.timeout_ms;
  } else {
    const auto& step = task.verify[static_cast<std::size_t>(job.step)];
    request.what.what = verb_called(step.verb);
    request.what.capabilities = step.needs;
    request.cls = step.cls;
    request.timeout_ms = step.timeout_ms;
  }
  return request;
}

} // namespace

void chain_scheduler_state::begin(chain_scheduler_self::pointer self,
                                  chain_scheduler_setup setup) {
  constexpr int sectors_bit = 56; // requests of chains have numbers of their own
  constexpr int life_bit = 32;
  constexpr std::uint64_t of_chains = std::uint64_t{1} << 63;
  self_ = self;
  setup_ = std::move(setup);
  self_->set_exception_handler(exit_error_of);
  self_->set_down_handler([this](const caf::down_msg& down) { root_down(down.source); });
  last_client_ = of_chains | (std::uint64_t{setup_.sector.sector} << sectors_bit)
                 | ((setup_.life & 0xffffff) << life_bit);
  effects_.begin(*setup_.ways->book, *setup_.ways->effects,
                 [to = caf::actor_cast<caf::actor>(self_)](const effect_note& what) {
                   caf::anon_send(to, what);
                 });
  crew_.emplace(setup_.around->agents, setup_.sector);
  for (auto& one : setup_.ways->book->of(setup_.sector))
    begin_chain(std::move(one));
}

time_point chain_scheduler_state::now() const {
  return self_->clock().now();
}

chain_case* chain_scheduler_state::find(std::uint32_t number) {
  auto found = chains_.find(number);
  return found == chains_.end() ? nullptr : found->second.get();
}

void chain_scheduler_state::take_up(std::uint32_t number) {
  if (find(number) != nullptr)
    return;
  for (auto& one : setup_.ways->book->of(setup_.sector))
    if (one.number == number)
      return begin_chain(std::move(one));
}

void chain_scheduler_state::begin_chain(kept_chain what) {
  auto number = what.number;
  effects_.take_up(what);
  auto& mine = chains_[number];
  mine = std::make_unique<chain_case>(std::move(what), learned_);
  apply(number, mine->begin(now()));
}

/// What an action brings about may bring about more; the board shows the whole of it.
void chain_scheduler_state::apply(std::uint32_t number, const chain_actions& actions) {
  for (const auto& action : actions)
    std::visit([&](const auto& one) { act(number, one); }, action);
  publish(number);
}

void chain_scheduler_state::publish(std::uint32_t number) {
  auto& board = setup_.ways->book->board();
  std::unique_ptr<const chain_view> next;
  {
    auto reader = board.read();
    next = chains_.at(number)->view(now(), reader.find(number));
  }
  board.publish(number, std::move(next));
}

void chain_scheduler_state::act(std::uint32_t number, const give_job& what) {
  const auto& task = chains_.at(number)->task_of(what.job);
  auto patience_ms = what.job.step < 0
                         ? task.timeout_ms
                         : task.verify[static_cast<std::size_t>(what.job.step)].timeout_ms;
  without_agent job{{number, what.job}, what.payload, now() + from_ms(patience_ms)};
  if (give(job))
    return;
  unassigned_.push_back(std::move(job));
  arm();
}

/// False while there is nobody to whom it could be given.
bool chain_scheduler_state::give(const without_agent& what) {
  auto& mine = *chains_.at(what.key.chain);
  const auto& around = *setup_.around;
  auto root = setup_.ways->root();
  auto request = request_of(mine.task_of(what.key.job), what.key.job, what.payload);
  auto capabilities = around.who.capabilities().resolve(request.what.capabilities);
  if (!root || !capabilities)
    return false;
  auto agent = crew_->pick({*capabilities, request.cls}, *setup_.ways->rules(),
                           mine.run().barred(what.key.job));
  if (!agent)
    return false;
  request.agent = agent;
  request.client = ++last_client_;
  const auto client = request.client;
  mine.given_to(what.key.job, *agent, now());
  crew_->took(*agent);
  if (what.key.job.step < 0)
    setup_.ways->book->worked(what.key.chain, what.key.job.task, *agent);
  watch(root);
  jobs_[what.key] = client;
  requests_[client] = {what.key, *agent, root.address()};
  self_->request(root, caf::infinite, std::move(request))
      .then([this, client](const delegate_result& result) { answered(client, result); },
            [this, client](const caf::error&) { lost(client); });
  return true;
}

/// An orchestrator that goes down leaves what it was asked unanswered.
void chain_scheduler_state::watch(const orchestrator_actor& root) {
  if (root.address() == watched_)
    return;
  watched_ = root.address();
  self_->monitor(root);
}

void chain_scheduler_state::root_down(const caf::actor_addr& root) {
  std::vector<std::uint64_t> open;
  for (const auto& [client, one] : requests_)
    if (one.root == root)
      open.push_back(client);
  for (auto client : open)
    lost(client);
}

/// The job that a request was for, unless it was withdrawn meanwhile.
std::optional<chain_scheduler_state::job_key>
chain_scheduler_state::end_request(std::uint64_t client) {
  auto found = requests_.find(client);
  if (found == requests_.end())
    return std::nullopt;
  auto key = found->second.key;
  crew_->gave_back(found->second.agent);
  requests_.erase(found);
  auto job = jobs_.find(key);
  if (job == jobs_.end() || job->second != client)
    return std::nullopt;
  jobs_.erase(job);
  return key;
}

void chain_scheduler_state::answered(std::uint64_t client, const delegate_result& result) {
  auto found = requests_.find(client);
  if (found == requests_.end())
    return;
  auto agent = found->second.agent;
  auto key = end_request(client);
  if (!key)
    return;
  auto& mine = *chains_.at(key->chain);
  if (result.failure.code == errc::none)
    apply(key->chain, mine.answered(key->job, agent, result.value,
                                    result.state == trinary::conflict, now()));
  else
    apply(key->chain, mine.failed(key->job, agent, result.failure, now()));
}

void chain_scheduler_state::lost(std::uint64_t client) {
  auto found = requests_.find(client);
  if (found == requests_.end())
    return;
  auto agent = found->second.agent;
  if (auto key = end_request(client))
    apply(key->chain,
          chains_.at(key->chain)
              ->failed(key->job, agent, {errc::unknown, "the orchestrator went down meanwhile"},
                       now()));
}

void chain_scheduler_state::act(std::uint32_t number, const withdraw_job& what) {
  const job_key key{number, what.job};
  std::erase_if(unassigned_, [&](const without_agent& one) { return one.key == key; });
  auto found = jobs_.find(key);
  if (found == jobs_.end())
    return;
  chains_.at(number)->withdrawn(what.job, now());
  if (auto root = setup_.ways->root())
    self_->send(root, cancel_request{found->second});
  jobs_.erase(found); // the agent is free again when its answer comes
}

void chain_scheduler_state::act(std::uint32_t number, const chain_checkpoint& what) {
  effects_.verified(number, what);
}

void chain_scheduler_state::act(std::uint32_t number, const commit_effect& what) {
  const auto& mine = *chains_.at(number);
  effects_.due(number, {what.task, what.effect},
               {mine.what().id, mine.run().plan().tasks[what.task].name, what.what});
}

void chain_scheduler_state::heed(const effect_note& what) {
  if (auto outcome = effects_.heed(what))
    apply(what.chain, chains_.at(what.chain)->carried_out(*outcome, now()));
  if (effects_.refused())
    arm();
}

void chain_scheduler_state::act(std::uint32_t, const chain_ended&) {}

chain_answer chain_scheduler_state::order(const chain_order& what) {
  auto& book = *setup_.ways->book;
  auto number = book.number_of(what.id);
  if (!number)
    return {number.error(), what.id};
  auto* mine = find(*number);
  if (mine == nullptr)
    return {{errc::unknown_target, what.id + " has not been taken up yet", "ask again"},
            what.id};
  auto over = mine->run().phase() == chain_phase::complete
              || mine->run().phase() == chain_phase::cancelled;
  if (over)
    return {{errc::invalid_argument,
             what.id + " has ended: it is " + std::string(to_string(mine->run().phase())),
             "run its file again"},
            what.id};
  switch (what.what) {
  case chain_act::cancel:
    book.cancelled(*number);
    effects_.cancelled(*number);
    apply(*number, mine->cancel(now()));
    break;
  case chain_act::retry:
    apply(*number, mine->retry(now()));
    break;
  case chain_act::pause:
    book.paused(*number, true);
    apply(*number, mine->pause(now()));
    break;
  case chain_act::resume:
    book.paused(*number, false);
    apply(*number, mine->resume(now()));
    break;
  }
  return {{}, what.id};
}

/// Jobs that found nobody: somebody may be there now, or their time is over.
void chain_scheduler_state::due() {
  armed_ = false;
  effects_.hand_in_again();
  auto moment = now();
  auto open = std::exchange(unassigned_, {});
  for (std::size_t i = 0; i < open.size(); ++i) {
    auto& one = open[i];
    if (give(one))
      continue;
    if (one.until > moment) {
      unassigned_.push_back(std::move(one));
      continue;
    }
    // What follows may withdraw others that wait.
    unassigned_.insert(unassigned_.end(), open.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                       open.end());
    apply(one.key.chain,
          chains_.at(one.key.chain)
              ->failed(one.key.job, std::nullopt,
                       {errc::no_capable_agent,
                        "nobody who may do it could be sent it in time; agents that worked on "
                        "a task do not check it"},
                       moment));
    break;
  }
  if (!unassigned_.empty())
    arm();
}

void chain_scheduler_state::arm() {
  constexpr auto look_again = milliseconds(20);
  if (std::exchange(armed_, true))
    return;
  setup_.around->timers.at(now() + look_again, self_, chain_tick{});
}

chain_scheduler_self::behavior_type
chain_scheduler(chain_scheduler_self::stateful_pointer<chain_scheduler_state> self,
                chain_scheduler_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const chain_is_kept& what) { self->state.take_up(what.number); },
      [self](const chain_order& what) { return self->state.order(what); },
      [self](const fault& what) { fail_on_demand(self, what); },
      [self](const chain_tick&) { self->state.due(); },
      [self](const effect_note& what) { self->state.heed(what); },
  };
}

} // namespace mesh
