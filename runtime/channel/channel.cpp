#include "runtime/channel/channel.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

channel::channel(const links_config& cfg, session_id mine)
    : cfg_(cfg), mine_(mine), out_(cfg), in_(cfg) {}

tl::expected<void, error> channel::offer(link_entry e, time_point now) {
  return out_.offer(std::move(e), now);
}

received channel::receive(link_batch&& b, time_point now) {
  received result;
  if (!admit(b, result, now)) {
    in_.count_stale();
    return result;
  }
  clock_.heard(b, now);
  if (b.to != mine_) { // it does not know us yet, so the rest means nothing
    answer_by(now);
    return result;
  }
  if (auto reached = clock_.reached_at())
    out_.on_reached(*reached, 2 * clock_.one_way(), now);
  out_.on_peer(b.acknowledged, b.credit, now);
  const bool had_entries = !b.entries.empty();
  result.entries = in_.take(std::move(b));
  for (auto& e : result.entries)
    e.waited = std::clamp(e.waited, duration{}, longest_span) + clock_.one_way();
  prepare_answer(had_entries, result.entries.size(), now);
  return result;
}

/// Whether the batch is of the present sessions; makes them known to each other.
bool channel::admit(const link_batch& b, received& result, time_point now) {
  if (b.from == 0 || b.from == mine_)
    return false;
  const bool for_us = b.to == mine_;
  if (b.from == peer_) {
    if (for_us || b.to == 0)
      return true;
    answer_by(now); // so that it learns who we are
    return false;
  }
  const bool first = peer_ == 0 && (for_us || b.to == 0);
  const bool proven = b.from == stranger_ && for_us && b.echo_us >= stranger_us_;
  if (first || proven) {
    adopt(b.from, result, now);
    return true;
  }
  if (b.from != stranger_) {
    stranger_ = b.from;
    stranger_us_ = link_clock::stamp(now);
    stranger_stamp_us_ = 0;
  }
  stranger_stamp_us_ = std::max(stranger_stamp_us_, b.stamp_us);
  greet_stranger_ = true;
  return false;
}

void channel::adopt(session_id peer, received& result, time_point now) {
  // Before the first peer nothing was numbered: what waits is for whoever comes.
  if (peer_ != 0) {
    result.never_acknowledged = out_.new_peer_session(now);
    in_.new_peer_session();
    clock_.new_peer_session();
  }
  result.new_session = true;
  peer_ = peer;
  stranger_ = 0;
  greet_stranger_ = false;
  told_arrived_ = told_limit_ = 0;
  answer_by(now);
}

void channel::prepare_answer(bool had_entries, std::size_t fresh, time_point now) {
  if (!had_entries)
    return; // else two sides would answer each other's answers for ever
  const bool many =
      in_.acknowledged() - told_arrived_ >= static_cast<std::uint64_t>(cfg_.ack_entries);
  // Nothing new: the peer does not know what has arrived.
  answer_by(fresh == 0 || many ? now : now + from_ms(cfg_.ack_ms));
}

void channel::answer_by(time_point when) {
  answer_at_ = answer_at_ ? std::min(*answer_at_, when) : when;
}

/// Whether the peer may send much more than it was told.
bool channel::room_to_announce() const {
  return in_.acknowledged() + in_.credit()
         >= told_limit_ + static_cast<std::uint64_t>(cfg_.credit_entries + 1) / 2;
}

std::optional<link_batch> channel::next(time_point now) {
  if (!up_)
    return std::nullopt;
  if (greet_stranger_) {
    greet_stranger_ = false;
    link_batch greeting;
    greeting.from = mine_;
    greeting.to = stranger_;
    greeting.stamp_us = link_clock::stamp(now);
    greeting.echo_us = stranger_stamp_us_; // we may be a stranger there, too
    return greeting;
  }
  if (peer_ != 0)
    if (auto b = out_.next(now))
      return signed_by_us(std::move(*b), peer_, now);
  const bool due = (answer_at_ && now >= *answer_at_) || (peer_ != 0 && room_to_announce())
                   || !sent_at_ || now >= *sent_at_ + from_ms(cfg_.keepalive_ms);
  return due ? std::optional(signed_by_us({}, peer_, now)) : std::nullopt;
}

link_batch channel::signed_by_us(link_batch b, session_id to, time_point now) {
  b.from = mine_;
  b.to = to;
  if (to != 0) {
    b.acknowledged = told_arrived_ = in_.acknowledged();
    b.credit = in_.credit();
    told_limit_ = b.acknowledged + b.credit;
  }
  clock_.sign(b, now);
  answer_at_.reset();
  sent_at_ = now;
  return b;
}

std::optional<time_point> channel::next_wake(time_point now) const {
  if (!up_)
    return std::nullopt;
  if (greet_stranger_ || !sent_at_ || (peer_ != 0 && room_to_announce()))
    return now;
  auto wake = *sent_at_ + from_ms(cfg_.keepalive_ms);
  if (answer_at_)
    wake = std::min(wake, *answer_at_);
  if (peer_ != 0)
    if (auto entries = out_.next_wake(now))
      wake = std::min(wake, *entries);
  return std::max(wake, now);
}

void channel::link_down() {
  up_ = false;
  out_.link_down();
}

void channel::link_up(time_point now) {
  up_ = true;
  out_.link_up(now);
  sent_at_.reset(); // the peer is to hear of us at once
}

} // namespace mesh
