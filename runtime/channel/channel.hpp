#pragma once
#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "config/links.hpp"
#include "messages/link_batch.hpp"
#include "runtime/channel/channel_counts.hpp"
#include "runtime/channel/link_clock.hpp"
#include "runtime/channel/receive_window.hpp"
#include "runtime/channel/send_window.hpp"

namespace mesh {

/// The content of a batch of the peer.
struct received {
  /// New, in order; `waited` says how long ago each was given to the link over
  /// there, its way here included (S5).
  std::vector<link_entry> entries;
  /// The peer has begun a new session. What the old one never acknowledged, in
  /// order: offer again what the new one still needs, before anything else.
  bool new_session = false;
  std::vector<link_entry> never_acknowledged;
};

/// One end of a link to one peer, both directions (M4, S5, T2). Between two
/// sessions each entry is handed over exactly once and in order, over any number of
/// links. Its owner calls next() until there is nothing after each call that may
/// have changed something, and at next_wake().
///
/// Sessions: entries go only to a session that is known and are taken only when
/// they are for this one. Empty batches make the two known to each other. A peer
/// that was known is replaced by another session only when that answers to a batch
/// sent after it was first seen: late batches of a process that is gone cannot end
/// the session of its successor.
class channel {
public:
  /// `mine` is never 0 and never used for another channel to this peer, also not by
  /// this process: the numbers of entries start at 1 with it.
  channel(const links_config& cfg, session_id mine);

  /// As send_window::offer; also before the peer is known and while the link is down.
  tl::expected<void, error> offer(link_entry e, time_point now);
  /// A batch has arrived.
  received receive(link_batch&& b, time_point now);
  /// Traffic to send now: entries, acknowledgements, keep-alives.
  std::optional<link_batch> next(time_point now);
  /// When next() will have something by itself, never before `now`; nothing while the
  /// link is down.
  [[nodiscard]] std::optional<time_point> next_wake(time_point now) const;

  /// It is over for good: all that was never acknowledged, in order.
  std::vector<link_entry> close(time_point now) { return out_.new_peer_session(now); }

  void link_down();
  void link_up(time_point now);
  /// So many entries this side can still hold (credit).
  void room(std::uint32_t entries) { in_.room(entries); }

  [[nodiscard]] session_id mine() const { return mine_; }
  /// 0: not known yet.
  [[nodiscard]] session_id peer() const { return peer_; }
  [[nodiscard]] duration one_way() const { return clock_.one_way(); }
  /// When the newest batch was sent of which we know that the peer has it: from
  /// then on the peer counts our silence. Nothing: none of this session.
  [[nodiscard]] std::optional<time_point> reached_at() const { return clock_.reached_at(); }
  /// As send_window's, within the present session of the peer.
  [[nodiscard]] std::uint64_t mark() const { return out_.mark(); }
  [[nodiscard]] bool is_acknowledged(std::uint64_t mark) const {
    return out_.is_acknowledged(mark);
  }
  /// Entries kept until they are acknowledged.
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] std::size_t bytes() const { return out_.bytes(); }
  [[nodiscard]] const send_counts& sent() const { return out_.counts(); }
  [[nodiscard]] const receive_counts& taken() const { return in_.counts(); }

private:
  bool admit(const link_batch& b, received& result, time_point now);
  void adopt(session_id peer, received& result, time_point now);
  void prepare_answer(bool had_entries, std::size_t fresh, time_point now);
  void answer_by(time_point when);
  [[nodiscard]] bool room_to_announce() const;
  [[nodiscard]] link_batch signed_by_us(link_batch b, session_id to, time_point now);

  links_config cfg_;
  session_id mine_;
  session_id peer_ = 0;
  session_id stranger_ = 0;            // a session that has yet to prove that it lives
  std::int64_t stranger_us_ = 0;       // our clock when we first saw it
  std::int64_t stranger_stamp_us_ = 0; // its own newest
  bool greet_stranger_ = false;
  send_window out_;
  receive_window in_;
  link_clock clock_;
  bool up_ = false;
  std::optional<time_point> answer_at_; // when an acknowledgement is due
  std::uint64_t told_arrived_ = 0;      // to the peer
  std::uint64_t told_limit_ = 0;
  std::optional<time_point> sent_at_; // anything, on this link
};

} // namespace mesh
