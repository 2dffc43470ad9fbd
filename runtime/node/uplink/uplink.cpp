#include "runtime/node/uplink/uplink.hpp"

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

void uplink_state::begin(caf::event_based_actor* self, uplink_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& cfg = setup_.around->cfg;
  channel_.emplace(cfg.links, setup_.session);
  isolation_.emplace(cfg.placement);
  self->set_down_handler([this](const caf::down_msg& what) { lost(what); });
  greet();
  woken(uplink_wake::report);
  woken(uplink_wake::isolation);
}

/// Whoever is to start sectors is there: now they may come.
void uplink_state::meet(const caf::actor& supervisor) {
  supervisor_ = supervisor;
  setup_.dial(caf::actor_cast<caf::actor>(self_));
}

// -- the link ----------------------------------------------------------------------

/// What the hub is told first, in each of its lives.
void uplink_state::greet() {
  auto hello = setup_.me;
  hello.leaving = leaving_;
  hello.knows = knows_;
  if (setup_.host_id)
    hello.host_id = setup_.host_id();
  for (const auto& [what, h] : parts_)
    hello.holds.push_back({what, h.epoch});
  offer(entry_kind::hello, {}, encode(hello));
}

void uplink_state::found(const caf::actor& hub) {
  if (hub_)
    return;
  hub_ = hub;
  said_missing_ = false;
  self_->monitor(hub_);
  channel_->link_up(now());
  flush();
}

void uplink_state::missing(const error& why) {
  if (!said_missing_)
    spdlog::warn("the orchestrator is not reached, and is dialled again: {}", to_string(why));
  said_missing_ = true;
  dial_later();
}

void uplink_state::dial_later() {
  const auto& around = *setup_.around;
  around.timers.at(now() + from_ms(around.cfg.node.redial_ms), self_,
                   uplink_tick{uplink_wake::dial});
}

void uplink_state::lost(const caf::down_msg& what) {
  if (!hub_ || what.source != hub_.address())
    return;
  spdlog::warn("the link to the orchestrator is gone; sectors go on (T2)");
  hub_ = nullptr;
  channel_->link_down();
  dial_later();
}

void uplink_state::flush() {
  auto moment = now();
  while (auto batch = channel_->next(moment))
    if (hub_)
      self_->send(hub_, wire<link_batch>(std::move(*batch)));
  if (leaving_ && parts_.empty() && channel_->size() == 0 && setup_.left)
    std::exchange(setup_.left, nullptr)();
  auto next = channel_->next_wake(moment);
  if (next && channel_timers_.must_set(*next))
    setup_.around->timers.at(*next, self_, uplink_tick{uplink_wake::channel});
}

void uplink_state::receive(const wire<link_batch>& batch) {
  auto moment = now();
  auto got = channel_->receive(link_batch(*batch), moment);
  welcomed_ = welcomed_ && !got.new_session;
  isolation_->heard_hub(welcomed_ ? channel_->reached_at() : std::nullopt, moment);
  if (got.new_session) {
    greet();
    for (auto& e : got.never_acknowledged)
      if (!newest_wins(e.kind) && e.kind != entry_kind::hello)
        offer(std::move(e)); // what a restarted orchestrator still has to know (T2)
  }
  for (auto& e : got.entries)
    handle(std::move(e));
  look_around();
  flush();
}

void uplink_state::offer(entry_kind kind, const scope& where, std::string body,
                         std::uint64_t number) {
  offer(link_entry{kind, where, number, {}, std::move(body)});
}

void uplink_state::offer(link_entry entry) {
  auto kind = entry.kind;
  auto where = entry.where;
  auto post = is_post(entry);
  auto taken = channel_->offer(std::move(entry), now());
  if (taken)
    return;
  if (refused_entries_++ == 0)
    spdlog::error("what is for the orchestrator does not fit any more ({} of {}): {}",
                  int(kind), to_string(where), to_string(taken.error()));
  if (post) { // it goes no further, and counts here after all
    ++setup_.around->counters.posts_sent;
    ++setup_.around->counters.posts_undeliverable;
  }
}

void uplink_state::take(link_entry entry) {
  offer(std::move(entry));
  flush();
}

void uplink_state::woken(uplink_wake what) {
  switch (what) {
  case uplink_wake::channel:
    channel_timers_.woken(now());
    break;
  case uplink_wake::report:
    report();
    setup_.around->timers.at(now() + from_ms(setup_.around->cfg.node.report_period_ms), self_,
                             uplink_tick{uplink_wake::report});
    break;
  case uplink_wake::dial:
    if (!hub_)
      setup_.dial(caf::actor_cast<caf::actor>(self_));
    break;
  case uplink_wake::greet:
    greets_later_ = false;
    if (!welcomed_)
      greet();
    break;
  case uplink_wake::isolation: {
    constexpr double looks = 4; // in ask_ms
    const auto& around = *setup_.around;
    around.timers.at(now() + from_ms(around.cfg.placement.ask_ms / looks), self_,
                     uplink_tick{uplink_wake::isolation});
    begin_hosted();
    drop_drained();
    break;
  }
  }
  look_around();
  flush();
}

void uplink_state::leave() {
  leaving_ = true;
  offer(entry_kind::goodbye, {}, {});
  flush();
}

// -- this host -----------------------------------------------------------------------

void uplink_state::learn(const sector_handles& news) {
  auto found = parts_.find(news.sector);
  if (found == parts_.end())
    return;
  auto& h = found->second;
  auto was_up = h.up();
  h.supervisor = news.supervisor;
  h.coordinator = news.coordinator;
  goes_up(h, found->first, was_up);
}

void uplink_state::learn(const cluster_handles& news) {
  auto found = parts_.find(news.cluster);
  if (found == parts_.end())
    return;
  auto& h = found->second;
  auto was_up = h.up();
  h.cluster_supervisor = news.supervisor;
  h.lead = news.lead;
  goes_up(h, found->first, was_up);
  if (parts_.contains(news.cluster.parent())) // needs nobody to hear of it
    tell_apart(news.cluster, {h.up(), {}});
}

/// Each that comes up is told of, also when there was one before.
void uplink_state::goes_up(hosted& h, const placed_part& what, bool was_up) {
  const bool stop = isolation_->now_is() == isolation::state::paused;
  h.paused = !stop && h.paused_once; // who replaces another may find its agents as they were
  pause(what, h, stop);
  if (h.up() && h.drains_until)
    let_agents_end(what, h);
  if (h.up())
    offer(entry_kind::sector_up, what.where(), {}, h.epoch);
  else if (was_up)
    offer(entry_kind::sector_down, what.where(), {}, h.epoch);
  flush();
}

void uplink_state::learn(const part_stopped& news) {
  auto found = parts_.find(news.what);
  if (found == parts_.end())
    return;
  auto epoch = found->second.epoch;
  const auto where = news.what.where();
  if (news.what.is_cluster() && parts_.contains(news.what.sector()))
    tell_apart(news.what.cluster(), {false, news.why});
  if (news.why.code != errc::none) {
    found->second.coordinator = nullptr;
    found->second.lead = nullptr;
    offer(entry_kind::sector_failed, where, encode(news.why), epoch);
    return flush();
  }
  parts_.erase(found);
  std::erase_if(sent_pages_, [&](const auto& sent) { return where.touches(sent.first); });
  if (!news.what.is_cluster())
    forget_apart(news.what.sector());
  offer(entry_kind::sector_dropped, where, {}, epoch);
  flush();
}

caf::behavior uplink(caf::stateful_actor<uplink_state>* self, uplink_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const wire<link_batch>& batch) { self->state.receive(batch); },
      [self](const to_hub& what) { self->state.take(what.entry); },
      [self](const hub_found& f) { self->state.found(f.hub); },
      [self](const hub_missing& m) { self->state.missing(m.why); },
      [self](const caf::actor& supervisor) { self->state.meet(supervisor); },
      [self](const meet_orchestrator& m) { self->state.meet(m.orchestrator); },
      [self](const sector_handles& news) { self->state.learn(news); },
      [self](const cluster_handles& news) { self->state.learn(news); },
      [self](const part_stopped& news) { self->state.learn(news); },
      [self](to_coordinator& what) { self->state.take(std::move(what)); },
      [self](for_part& what) { self->state.pass_on(std::move(what)); },
      [self](const proxy_is& news) { self->state.meet(news); },
      [self](const peer_said& answer) { self->state.heard(answer); },
      [self](const agent_idle& news) { self->state.learn(news); },
      [self](const ask_hears&) { return self->state.hub_heard(); },
      [self](const leave_mesh&) { self->state.leave(); },
      [self](const uplink_tick& t) { self->state.woken(t.what); },
  };
}

} // namespace mesh::node
