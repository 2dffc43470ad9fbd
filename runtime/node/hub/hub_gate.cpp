#include "runtime/node/hub/hub_gate.hpp"

#include "messages/link_bodies.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/node/hub/sessions.hpp"

namespace mesh::node {

namespace {

const error no_hub{errc::timeout, "the hub of the nodes is down",
                   "try again; when 'nodes' still fails, 'heal all'"};

} // namespace

void hub_gate_state::begin(caf::event_based_actor* self, hub_gate_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  world_changed_ = setup_.new_session() << world_change_bits;
}

void hub_gate_state::meet(const hub_is& news) {
  hub_ = news.hub;
  if (!hub_) { // what it was asked it does not answer any more
    for (const auto& [part, proxy] : proxies_)
      self_->send(proxy, hub_gone{no_hub});
    return;
  }
  for (const auto& [part, proxy] : proxies_)
    self_->send(hub_, proxy_is{part, proxy});
  self_->send(hub_, standing_);
  for (const auto& change : world_changes_)
    self_->send(hub_, change);
}

template <class What>
void hub_gate_state::pass_on(const What& said) {
  if (hub_) // else it is sent again
    hub_->eq_impl(caf::make_message_id(), self_->current_sender(), self_->context(), said);
}

void hub_gate_state::pass_on(for_part said) {
  if (hub_)
    return self_->send(hub_, std::move(said));
  if (said.answer_to)
    self_->send(said.answer_to,
                link_answer{entry_kind::refused, said.what.number, encode(no_hub)});
  if (said.what.kind == entry_kind::post)
    count_undeliverable(*setup_.counters);
}

void hub_gate_state::meet(const proxy_is& news) {
  proxies_[news.what] = news.who;
  pass_on<proxy_is>(news);
}

void hub_gate_state::freeze(const standing_freezes& all) {
  standing_ = all;
  pass_on<standing_freezes>(all);
}

/// Each has a number, for a change by a factor must not be made twice.
void hub_gate_state::change_world(const world_change& change) {
  constexpr std::size_t remembered = 1'000;
  world_changes_.push_back({++world_changed_, change});
  if (world_changes_.size() > remembered)
    world_changes_.pop_front();
  pass_on<numbered_change>(world_changes_.back());
}

template <class Question, class Answer>
void hub_gate_state::ask(const Question& question, Answer otherwise) {
  auto promise = self_->make_response_promise();
  if (hub_)
    promise.delegate(hub_, question);
  else
    promise.deliver(std::move(otherwise));
}

caf::behavior hub_gate(caf::stateful_actor<hub_gate_state>* self, hub_gate_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const hub_is& news) { self->state.meet(news); },
      [self](const wire<link_batch>& batch) { self->state.pass_on<wire<link_batch>>(batch); },
      [self](for_part& said) { self->state.pass_on(std::move(said)); },
      [self](const proxy_is& news) { self->state.meet(news); },
      [self](const standing_freezes& all) { self->state.freeze(all); },
      [self](const world_change& change) { self->state.change_world(change); },
      [self](const port_order& what) { self->state.pass_on<port_order>(what); },
      [self](const agents_urls_request& r) { self->state.ask(r, agents_urls{}); },
      [self](const nodes_request& r) {
        self->state.ask(r, nodes_report{no_hub, {}, 0});
      },
      [self](const node_order& order) { self->state.ask(order, node_answer{no_hub}); },
      [self](const fault& on_demand) { self->state.pass_on<fault>(on_demand); },
  };
}

} // namespace mesh::node
