#include "actors/chain_scheduler.hpp"

#include <algorithm>
#include <utility>

#include "actors/parts/exits.hpp"

namespace mesh {

namespace {

delegate_result lost_result() {
  delegate_result lost;
  lost.failure = {errc::unknown, "the orchestrator went down meanwhile"};
  return lost;
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
  effects_.begin(*setup_.ways->book, *setup_.ways->effects,
                 [to = caf::actor_cast<caf::actor>(self_)](const effect_note& what) {
                   caf::anon_send(to, what);
                 });
  auto first_client = of_chains | (std::uint64_t{setup_.sector.sector} << sectors_bit)
                      | ((setup_.life & 0xffffff) << life_bit);
  auto& book = *setup_.ways->book;
  const auto& cfg = setup_.around->cfg;
  jobs_.emplace(setup_.around->agents, book.load(), setup_.sector, cfg.topology.sectors, cfg,
                book.counters(), first_client, ways_of_jobs());
  book.market().open(setup_.sector, [me = self_->address()](agent_id idle) {
    if (auto to = caf::actor_cast<caf::actor>(me))
      caf::anon_send(to, agent_is_idle{idle});
  });
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
  if (auto kept = setup_.ways->book->find(number))
    begin_chain(*std::move(kept));
}

void chain_scheduler_state::begin_chain(kept_chain what) {
  auto number = what.number;
  effects_.take_up(what);
  auto& mine = chains_[number];
  mine = std::make_unique<chain_case>(std::move(what), learned_, setup_.life);
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
  auto moved = next->moved == next->version;
  board.publish(number, std::move(next));
  if (!moved)
    return;
  if (auto told = watchers_.extract(number); !told.empty())
    for (const auto& tell : told.mapped())
      tell();
}

void chain_scheduler_state::act(std::uint32_t number, const give_job& what) {
  jobs_->give({number, what.job}, what.payload);
  if (jobs_->waits())
    arm();
}

/// V5: an agent finds out by itself that its branch was flushed, unless its regimen is to be
/// told. That the chain was cancelled, or that a check is not needed any more, it is told.
void chain_scheduler_state::act(std::uint32_t number, const withdraw_job& what) {
  const auto& mine = *chains_.at(number);
  auto walks = setup_.ways->agents_are_here && what.job.step < 0
               && mine.run().phase() != chain_phase::cancelled;
  jobs_->withdraw({number, what.job}, !walks);
}

chain_jobs::ways chain_scheduler_state::ways_of_jobs() {
  chain_jobs::ways made;
  made.now = [this] {
    return now();
  };
  made.chain = [this](std::uint32_t number) -> chain_case& {
    return *chains_.at(number);
  };
  made.ask = [this](delegate_request request) {
    return ask(std::move(request));
  };
  made.cancel = [this](std::uint64_t client) {
    if (auto root = setup_.ways->root())
      self_->send(root, cancel_request{client});
  };
  made.rules = setup_.ways->rules;
  made.resolve =
      [this](const std::vector<std::string>& names) -> std::optional<capability_set> {
    auto found = setup_.around->who.capabilities().resolve(names);
    return found ? std::optional(*found) : std::nullopt;
  };
  made.worked = [this](std::uint32_t number, std::uint32_t task, agent_id agent) {
    setup_.ways->book->worked(number, task, agent);
  };
  made.errand = [this](const chain_job_key& key) {
    return errand_of(key);
  };
  made.ended = [this](const chain_job_key& key, std::optional<agent_id> agent,
                      const delegate_result& result) {
    ended(key, agent, result);
  };
  made.ended_in_vain = [this](const chain_job_key& key) {
    chains_.at(key.chain)->withdrawn(key.job, now());
    publish(key.chain);
  };
  made.idle = [this](agent_id idle) {
    setup_.ways->book->market().offer(idle, setup_.sector);
  };
  made.waiting = [this](std::size_t jobs) {
    setup_.ways->book->market().waiting(setup_.sector, jobs);
  };
  return made;
}

std::shared_ptr<const chain_errand> chain_scheduler_state::errand_of(const chain_job_key& key) {
  auto& book = *setup_.ways->book;
  const auto& plan = chains_.at(key.chain)->run().plan();
  const auto* regimen = book.regimens().find(plan.regimen);
  if (!setup_.ways->agents_are_here || key.job.step >= 0 || regimen == nullptr)
    return nullptr;
  return std::make_shared<const chain_errand>(
      chain_errand{chain_board::handle(book.board(), key.chain), key.job.task, key.job.life,
                   setup_.life, regimen, &book.counters(),
                   [me = self_->address(), number = key.chain](std::uint64_t version,
                                                               std::function<void()> moved) {
                     if (auto to = caf::actor_cast<caf::actor>(me))
                       caf::anon_send(to, watch_chain{number, version, std::move(moved)});
                   }});
}

/// An orchestrator that goes down leaves what it was asked unanswered.
bool chain_scheduler_state::ask(delegate_request request) {
  auto root = setup_.ways->root();
  if (!root)
    return false;
  if (root.address() != watched_) {
    watched_ = root.address();
    self_->monitor(root);
  }
  const auto client = request.client;
  asked_[client] = root.address();
  self_->request(root, caf::infinite, std::move(request))
      .then([this, client](const delegate_result& result) { answered(client, result); },
            [this, client](const caf::error&) { answered(client, lost_result()); });
  return true;
}

void chain_scheduler_state::answered(std::uint64_t client, const delegate_result& result) {
  if (asked_.erase(client) == 0)
    return; // given up with its orchestrator
  jobs_->answered(client, result);
  if (jobs_->waits())
    arm();
}

void chain_scheduler_state::root_down(const caf::actor_addr& root) {
  std::vector<std::uint64_t> open;
  for (const auto& [client, asked] : asked_)
    if (asked == root)
      open.push_back(client);
  for (auto client : open)
    answered(client, lost_result());
}

void chain_scheduler_state::ended(const chain_job_key& key, std::optional<agent_id> agent,
                                  const delegate_result& result) {
  auto& mine = *chains_.at(key.chain);
  if (agent && result.failure.code == errc::none)
    apply(key.chain, mine.answered(key.job, *agent, result.value,
                                   result.state == trinary::conflict, now()));
  else
    apply(key.chain, mine.failed(key.job, agent, result.failure, now()));
}

void chain_scheduler_state::feed(agent_id idle) {
  jobs_->feed(idle);
}

/// The agent has seen a version of the board. Told at once when that is too old.
void chain_scheduler_state::watch(const watch_chain& what) {
  if (find(what.number) == nullptr)
    return;
  auto reader = setup_.ways->book->board().read();
  const auto* view = reader.find(what.number);
  if (view != nullptr && view->moved > what.version)
    return what.moved();
  watchers_[what.number].push_back(what.moved);
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
  jobs_->look_again();
  if (jobs_->waits())
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
      [](const chain_pulse&) { return chain_alive{}; },
      [self](const chain_tick&) { self->state.due(); },
      [self](const effect_note& what) { self->state.heed(what); },
      [self](const agent_is_idle& what) { self->state.feed(what.agent); },
      [self](const watch_chain& what) { self->state.watch(what); },
  };
}

} // namespace mesh
