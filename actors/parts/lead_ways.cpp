#include "actors/parts/lead_ways.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "actors/parts/conflict_report.hpp"

namespace mesh {

lead_ways::lead_ways(cluster_lead_self::pointer self, lead_setup setup,
                     cluster_members& members)
    : self_(self),
      setup_(std::move(setup)),
      members_(members),
      // The lead before this one may have given out ids within this millisecond.
      ids_(message_id_source::node_of(setup_.cluster), around().wall_ms(now())) {}

void lead_ways::wake_at(time_point when, lead_wake what, std::uint64_t gather) {
  around().timers.at(when, self_, lead_tick{what, gather});
}

void lead_ways::wake_to_send(std::uint64_t gather, time_point when) {
  wake_at(when, lead_wake::send, gather);
}

void lead_ways::meet(std::uint8_t slot, agent_actor agent) {
  if (slot >= handles_.size())
    handles_.resize(slot + std::size_t{1});
  handles_[slot] = std::move(agent);
}

void lead_ways::told(const circuit& c) {
  open_.set(static_cast<std::size_t>(c.where.kind()), c.state == circuit_state::open);
  publish();
}

void lead_ways::hand_over(std::uint8_t slot, deliver what, time_point moment) {
  auto& c = members_[slot];
  auto silence_ms = to_ms(around().listening(moment) - c.heard);
  auto heard_lately = silence_ms <= cfg().impedance.heard_within_ms;
  what.confidence =
      static_cast<float>(confidence(c.row.reliability, c.row.drift, heard_lately));
  what.sent_at = moment;
  what.round_trip_ms = c.take_round_trip();
  self_->send(handles_[slot], std::move(what));
}

void lead_ways::may_not_post(agent_id from, agent_id to) {
  around().events.add(notice{now(),
                             notice_kind::agent_denied,
                             from,
                             {},
                             "it sent a message to " + to_string(to)
                                 + ", and has not the capabilities in /permissions/post"});
}

void lead_ways::take_back(std::uint8_t slot, const withdraw& what) {
  self_->send(handles_[slot], what);
}

void lead_ways::ask(std::uint8_t slot, const pulse& p) {
  self_->send(handles_[slot], p);
}

void lead_ways::tell(std::uint8_t slot, const freeze_agent& order) {
  self_->send(handles_[slot], order);
}

void lead_ways::tell(std::uint8_t slot, const thaw_agent& order) {
  self_->send(handles_[slot], order);
}

void lead_ways::load_good_context(std::uint8_t slot) {
  self_->send(handles_[slot], load_context{around().context});
}

void lead_ways::ended(const gather_summary& how) {
  // Whoever asks next is to see who did not end in time, and who needs longer than T
  // would have to spare.
  const auto spare_ms = cfg().coordination.horizon_margin_ms / 2;
  if (how.straggler > 0 || slowest_ms() > published_slowest_ms_ + spare_ms)
    publish();
  self_->send(setup_.coordinator, wire<gather_summary>(how));
}

void lead_ways::report(const cluster_summary& of) {
  self_->send(setup_.coordinator, wire<cluster_summary>(of));
}

/// Notes what the detector has found, and tells the coordinator what concerns
/// the breakers or is not settled here.
void lead_ways::report(failure_detector::seen what) {
  if (!what)
    return;
  if (what->to != escalation::none)
    spdlog::info("{} {}: {}", to_string(what->what), to_string(what->where), what->seen);
  around().events.add(*what);
  if (counts_for_breakers(*what) || what->to != escalation::none)
    self_->send(setup_.coordinator, wire<failure_event>(std::move(*what)));
}

void lead_ways::report(freeze_report what) {
  self_->send(setup_.coordinator, std::move(what));
}

void lead_ways::pass_on(const wire<message>& what, const wire<post_order>& order) {
  self_->send(setup_.coordinator, what, order);
}

/// K1, K2: a conflict is recorded, and those above hear of it when it is theirs.
void lead_ways::counted(const ack& a, const message& about, std::uint32_t part,
                        std::optional<scope> given_to, message_id record, time_point moment) {
  if (!is_conflict(a) || around().conflicts == nullptr)
    return;
  auto found = record_of(members_[a.slot].row, a,
                         {record, wall_ms(moment), about, part, given_to}, cfg().conflicts);
  auto theirs = notice_of(found, cfg().conflicts);
  around().conflicts->report(std::move(found), moment);
  if (theirs)
    self_->send(setup_.coordinator, wire<conflict_notice>(*theirs));
}

/// 0 where nobody keeps conflicts.
message_id lead_ways::next_conflict(time_point moment) {
  return around().conflicts == nullptr ? message_id{} : next_id(moment);
}

message_id lead_ways::next_id(time_point moment) {
  return ids_.next(wall_ms(moment));
}

std::uint64_t lead_ways::wall_ms(time_point moment) const {
  return around().wall_ms(moment);
}

bool lead_ways::may_die(time_point moment) {
  return around().may_die(scope::level::agent, moment);
}

void lead_ways::replace(std::uint8_t slot, std::string why) {
  self_->send(setup_.supervisor, unresponsive{members_[slot].row.id, std::move(why)});
}

void lead_ways::may_leave(std::uint8_t slot) {
  self_->send(setup_.supervisor, mesh::may_leave{slot});
}

/// Publishes soon: at once when the page is old enough, else when it will be.
void lead_ways::changed(time_point moment) {
  auto due = published_ + from_ms(cfg().impedance.publish_period_ms);
  if (moment >= due)
    return publish();
  if (!std::exchange(publish_armed_, true))
    wake_at(due, lead_wake::publish);
}

/// The longest lead time by which T may be chosen.
float lead_ways::slowest_ms() const {
  float slowest = 0;
  for (const auto& c : members_)
    if (c.row.lead_ms <= cfg().coordination.max_horizon_ms)
      slowest = std::max(slowest, c.row.lead_ms);
  return slowest;
}

void lead_ways::publish() {
  publish_armed_ = false;
  published_ = now();
  published_slowest_ms_ = slowest_ms();
  around().agents.publish(members_.cluster(), members_.page(published_, open_.any(), cfg()));
}

} // namespace mesh
