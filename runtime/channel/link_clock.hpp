#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "messages/link_batch.hpp"

namespace mesh {

/// Learns what a link costs (S5) without comparing clocks: a stamp of ours comes
/// back with how long the peer held it. The estimate is the lower quartile of the
/// quickest round trips of the last few spans of time, halved: a queue that forms
/// for a moment does not count, a way that has become longer does after a while.
class link_clock {
public:
  /// This process's clock as it stands in a batch; never 0.
  static std::int64_t stamp(time_point now);

  /// Of a batch between the present sessions that has just arrived.
  void heard(const link_batch& b, time_point now);
  /// Fills in the stamp, the newest stamp of the peer and how long it was held.
  void sign(link_batch& b, time_point now) const;

  /// The time a batch is on its way; 0 before the first measurement.
  [[nodiscard]] duration one_way() const { return one_way_; }
  [[nodiscard]] std::uint64_t samples() const { return samples_; }
  /// When we sent the newest batch of which we know that the peer has it.
  [[nodiscard]] std::optional<time_point> reached_at() const;

  /// Stamps of a session that is over mean nothing; the estimate stays.
  void new_peer_session();

private:
  static constexpr std::size_t spans = 16;
  static constexpr duration span = milliseconds(250);

  void learn(duration round_trip, time_point now);

  std::int64_t peer_stamp_us_ = 0; // the newest
  time_point peer_stamp_at_;
  std::int64_t echo_us_ = 0; // the newest of ours that came back
  std::array<duration, spans> quickest_{};
  std::size_t used_ = 0; // of quickest_
  std::size_t last_ = 0; // where the present span's is
  time_point span_began_;
  duration one_way_{};
  std::uint64_t samples_ = 0;
};

} // namespace mesh
