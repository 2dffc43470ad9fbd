#include "examples/fleet/delay_line.hpp"

#include <algorithm>

using namespace mesh;

namespace {

constexpr std::size_t packet_bytes = 1'400;
constexpr double least_rto_ms = 200;

} // namespace

void delay_line::stall(time_point until) {
  left_ = std::max(left_, until);
}

time_point delay_line::leaves_at(time_point now, std::size_t bytes) {
  constexpr double ms_per_s = 1'000;
  const auto& s = settings_;
  const auto on_the_wire_ms =
      s.bytes_per_s > 0 ? static_cast<double>(bytes) * ms_per_s / s.bytes_per_s : 0;
  sent_ = std::max(now, sent_) + from_ms(on_the_wire_ms);
  auto way_ms = s.delay_ms * (1 + random_.uniform(-s.jitter, s.jitter));
  for (std::size_t sent = 0; sent < bytes; sent += packet_bytes)
    if (random_.uniform() < s.loss) {
      way_ms += least_rto_ms + 2 * s.delay_ms;
      break; // one retransmission brings all that is missing
    }
  left_ = std::max(left_, sent_ + from_ms(way_ms));
  return left_;
}
