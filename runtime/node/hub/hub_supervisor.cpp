#include "runtime/node/hub/hub_supervisor.hpp"

#include "messages/link_bodies.hpp"

namespace mesh::node {

namespace {

const error no_hub{errc::timeout, "the hub of the nodes is down",
                   "try again; when 'nodes' still fails, 'heal all'"};

} // namespace

void hub_supervisor_state::begin(caf::event_based_actor* self, hub_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  world_changed_ = setup_.new_session() << world_change_bits;
  const auto& around = *setup_.around;
  const auto& cfg = around.cfg.supervision;
  children_.begin(self, around, scope(), one_for_one(), cfg.mesh,
                  {[this](std::size_t) { return start(); }, [this](std::size_t) { up(); },
                   [this](std::size_t, const actor_end&) {
                     down();
                   }});
  children_.add({"the hub of the nodes", restart_kind::permanent, cfg.stop_timeout_ms, true});
  children_.start_all();
}

/// One life follows the other: what is kept for all of them is used by one at a time.
caf::actor hub_supervisor_state::start() {
  return self_->home_system().spawn(node::hub, setup_);
}

void hub_supervisor_state::up() {
  if (setup_.life++ == 0)
    return;
  setup_.around->events.add(notice{self_->clock().now(),
                                   notice_kind::hub_replaced,
                                   {},
                                   {},
                                   "what links hosts to the orchestrator went down, and was "
                                   "started again"});
  for (const auto& [what, who] : proxies_)
    self_->send(hub(), proxy_is{what, who});
  self_->send(hub(), standing_);
  for (const auto& change : world_changes_)
    self_->send(hub(), change);
}

/// What it was asked it does not answer any more.
void hub_supervisor_state::down() {
  for (const auto& [what, who] : proxies_)
    self_->send(who, hub_gone{no_hub});
}

heal_report hub_supervisor_state::heal() {
  heal_report report;
  children_.heal(0, report);
  return report;
}

template <class What>
void hub_supervisor_state::pass_on(const What& what) {
  if (const auto& to = hub()) // else it is sent again
    to->eq_impl(caf::make_message_id(), self_->current_sender(), self_->context(), what);
}

void hub_supervisor_state::pass_on(for_part what) {
  if (const auto& to = hub())
    return self_->send(to, std::move(what));
  if (what.answer_to)
    self_->send(what.answer_to,
                link_answer{entry_kind::refused, what.entry.number, encode(no_hub)});
  if (what.entry.kind == entry_kind::post)
    count_undeliverable(setup_.around->counters);
}

void hub_supervisor_state::meet(const proxy_is& news) {
  proxies_[news.what] = news.who;
  pass_on<proxy_is>(news);
}

void hub_supervisor_state::freeze(const standing_freezes& all) {
  standing_ = all;
  pass_on<standing_freezes>(all);
}

/// Each has a number, for a change by a factor must not be made twice.
void hub_supervisor_state::change_world(const world_change& what) {
  constexpr std::size_t remembered = 1'000;
  world_changes_.push_back({++world_changed_, what});
  if (world_changes_.size() > remembered)
    world_changes_.pop_front();
  pass_on<numbered_change>(world_changes_.back());
}

template <class Question, class Answer>
void hub_supervisor_state::ask(const Question& what, Answer otherwise) {
  auto promise = self_->make_response_promise();
  if (const auto& to = hub())
    promise.delegate(to, what);
  else
    promise.deliver(std::move(otherwise));
}

caf::behavior hub_supervisor(caf::stateful_actor<hub_supervisor_state>* self, hub_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const wire<link_batch>& batch) { self->state.pass_on<wire<link_batch>>(batch); },
      [self](for_part& what) { self->state.pass_on(std::move(what)); },
      [self](const proxy_is& news) { self->state.meet(news); },
      [self](const standing_freezes& all) { self->state.freeze(all); },
      [self](const world_change& what) { self->state.change_world(what); },
      [self](const nodes_request& r) {
        self->state.ask(r, nodes_report{no_hub, {}, 0});
      },
      [self](const node_order& order) { self->state.ask(order, node_answer{no_hub}); },
      [self](const heal_order&) { return self->state.heal(); },
      [self](const fault& what) { self->state.pass_on<fault>(what); },
      [self](const supervisor_tick&) { self->state.due(); },
  };
}

} // namespace mesh::node
