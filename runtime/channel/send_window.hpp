#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <tl/expected.hpp>
#include <tuple>
#include <vector>

#include "config/links.hpp"
#include "messages/link_batch.hpp"
#include "runtime/channel/channel_counts.hpp"
#include "runtime/channel/flight.hpp"

namespace mesh {

/// The sending side of one direction of a link (M4, T2): keeps what was offered
/// until the peer has acknowledged it. Numbers are given when an entry is sent for
/// the first time, so what still waits can be replaced. Knows nothing of sessions:
/// `new_peer_session` starts anew.
class send_window {
public:
  explicit send_window(const links_config& cfg) : cfg_(cfg), flight_(cfg) {}
  send_window(const send_window&) = delete; // holds places in its own lists
  send_window& operator=(const send_window&) = delete;
  send_window(send_window&&) = default;
  send_window& operator=(send_window&&) = default;
  ~send_window() = default;

  /// The bytes that an entry counts for.
  static std::size_t bytes_of(const link_entry& e) { return e.body.size() + entry_overhead; }

  /// Keeps the entry. One that only the newest counts of (newest_wins) takes the
  /// place of the one before it, when that still waits to be sent. When the window
  /// is full the oldest such summaries make room, whatever comes; nothing else ever
  /// does (T2). What it says in `waited` is time that it has waited already. One that
  /// is larger than a batch may be goes in slices, and is one entry for all that.
  /// errc::queue_full, errc::payload_too_large; a refused entry changes nothing.
  tl::expected<void, error> offer(link_entry e, time_point now);

  /// Numbered entries that are to be sent now, `waited` set; only `first`, `entries`
  /// and what tells of a slice are filled in. Call until there is nothing. Nothing
  /// while the link is down, the peer's credit is used up, or as much is on its way as
  /// the link carries (flight).
  std::optional<link_batch> next(time_point now);
  /// When next() will have something by itself, never before `now`: entries that
  /// waited for company, entries that were not acknowledged. Nothing: not without an
  /// offer, the peer or a link.
  [[nodiscard]] std::optional<time_point> next_wake(time_point now) const;

  /// Of a batch of the peer's present session: what has arrived there, and how many
  /// entries beyond that may be sent. Old news, out of order, does no harm.
  void on_peer(std::uint64_t acknowledged, std::uint32_t credit, time_point now);
  /// All that was sent up to then has got to the peer; as flight::reached().
  void on_reached(time_point sent, duration round_trip, time_point now);

  void link_down() { up_ = false; }
  /// A new link between the same sessions: all unacknowledged is sent again.
  void link_up(time_point now);
  /// All that was never acknowledged, in order, `waited` set. Numbers start at 1
  /// again, without credit.
  std::vector<link_entry> new_peer_session(time_point now);

  /// For is_acknowledged(): all that was offered so far.
  [[nodiscard]] std::uint64_t mark() const { return acknowledged_ + size(); }
  /// The peer has all that was offered before mark() was that.
  [[nodiscard]] bool is_acknowledged(std::uint64_t mark) const {
    return acknowledged_ >= mark || size() == 0; // fewer numbers, when a summary made room
  }

  /// Entries kept, sent or not, and what they count for.
  [[nodiscard]] std::size_t size() const { return sent_.size() + waiting_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t unsent() const { return waiting_.size(); }
  [[nodiscard]] const send_counts& counts() const { return counts_; }

private:
  static constexpr std::size_t entry_overhead = 64; // kind, place, numbers; on the wire too

  struct kept {
    link_entry entry;
    time_point offered;
    time_point queued; // earlier than that when it has replaced another
    time_point went{}; // when all of it was sent last
  };
  using queue = std::list<kept>;
  using summaries = std::list<queue::iterator>;
  using subject = std::tuple<entry_kind, scope::level, std::uint32_t>;

  static subject subject_of(const link_entry& e) {
    return {e.kind, e.where.kind(), e.where.agent().packed()};
  }
  tl::unexpected<error> refuse(errc code, std::string detail, std::string remedy);
  bool make_room(std::size_t bytes, const kept* replaced);
  void drop_summary(summaries::iterator which);
  void send_again(time_point now);
  [[nodiscard]] bool oldest_went_by(time_point sent) const;
  [[nodiscard]] bool has_credit() const { return acknowledged_ + sent_.size() < limit_; }
  [[nodiscard]] bool enough_for_a_batch() const;
  bool add(link_batch& b, std::size_t& bytes, const kept& k, time_point now) const;
  bool fill_with_sent(link_batch& b, std::size_t& bytes, time_point now);
  [[nodiscard]] bool is_sliced(const kept& k) const;
  bool add_slice(link_batch& b, const kept& k, time_point now);
  void fill_with_waiting(link_batch& b, std::size_t& bytes, time_point now);
  [[nodiscard]] bool has_room(std::size_t bytes) const;
  [[nodiscard]] std::size_t piece() const;

  links_config cfg_;
  flight flight_;
  queue sent_;    // numbers acknowledged_ + 1 on
  queue waiting_; // no numbers yet
  // Waiting entries of which only the newest counts, in the order in which they wait.
  summaries summaries_;
  std::map<subject, summaries::iterator> by_subject_;
  std::size_t bytes_ = 0;
  std::size_t waiting_bytes_ = 0;
  std::size_t summary_bytes_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t limit_ = 0; // the highest number that the peer lets us send
  // Entries that go out again, or in slices: those from number again_number_ on.
  bool resending_ = false;
  queue::iterator again_;
  std::uint64_t again_number_ = 0;
  std::size_t sliced_ = 0;   // so much of that one has gone out
  std::uint64_t newest_ = 0; // up to this number all have gone out once
  time_point progress_;      // since when nothing was acknowledged of what was sent
  bool ack_is_due_ = false;  // what came after the oldest of it has reached the peer, too
  bool up_ = false;
  send_counts counts_;
};

} // namespace mesh
