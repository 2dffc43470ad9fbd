#pragma once
#include <cstddef>
#include <cstdint>

#include "actors/work/random.hpp"
#include "messages/vocabulary.hpp"

/// One direction of a way, as a stream sees it. Everything at zero is a perfect way.
struct way_settings {
  double delay_ms = 0;    // of every byte
  double jitter = 0;      // share of the delay by which each piece varies, up and down
  double loss = 0;        // share of packets that are lost
  double bytes_per_s = 0; // 0: no bound
};

/// Decides when bytes that come now leave at the far end. A stream keeps its order: what is
/// late holds back all that follows. It shows the loss of a packet as its retransmission,
/// which comes about an RTO later: 200 ms and a round trip. Pure.
class delay_line {
public:
  explicit delay_line(std::uint64_t seed) : random_(seed) {}
  /// Counts for what comes from now on.
  void set(const way_settings& what) { settings_ = what; }
  [[nodiscard]] const way_settings& settings() const { return settings_; }
  /// Nothing leaves before `until`: the way stands still.
  void stall(mesh::time_point until);
  [[nodiscard]] mesh::time_point leaves_at(mesh::time_point now, std::size_t bytes);

private:
  way_settings settings_;
  mesh::random_source random_;
  mesh::time_point sent_{}; // the last byte has gone onto the way
  mesh::time_point left_{}; // and has left it
};
