#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>

#include "config/links.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The bytes that may be on their way to the peer at once, so that keep-alives are not kept
/// back behind it, however narrow the link is (R2). What has reached the peer tells how
/// long it took: as long as that is little more than the link's own delay more may go, and
/// less when queues form.
class flight {
public:
  explicit flight(const links_config& cfg);

  /// Bytes that may go now; 0: none before something has arrived.
  [[nodiscard]] std::size_t room() const {
    return on_its_way_ < window_ ? window_ - on_its_way_ : 0;
  }
  /// No piece is larger.
  [[nodiscard]] std::size_t piece() const { return std::max(least, window_ / 2); }
  void sent(std::size_t bytes, time_point now);
  /// In what stamps count, which come back.
  static time_point stamp(time_point now) {
    return time_point{std::chrono::floor<microseconds>(now.time_since_epoch())};
  }
  /// Something that was to go has had no room.
  void was_full() { full_ = true; }
  /// The peer has all that was sent up to then; a small batch that nothing keeps back is
  /// there and back in about `round_trip`. True: that was news.
  bool reached(time_point sent, duration round_trip, time_point now);
  /// Nothing is on its way any more.
  void clear();
  /// Nothing has arrived for long: less goes next time.
  void lost();

private:
  static constexpr std::size_t least = 4'096;
  static constexpr std::size_t first = 16'384;
  static constexpr duration span = std::chrono::seconds(30);

  duration own_delay(duration round_trip, time_point now);

  struct part {
    time_point at;
    std::size_t bytes = 0;
  };
  std::size_t most_;
  duration allowed_;
  std::deque<part> parts_;
  std::size_t on_its_way_ = 0;
  std::size_t window_ = first;
  bool full_ = false;
  time_point narrowed_;                // what was sent before tells nothing new
  std::array<duration, 2> quickest_{}; // of the last span and of the present one
  time_point span_began_;
  bool measured_ = false;
};

} // namespace mesh
