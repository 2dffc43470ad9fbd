#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "runtime/transport/frames/link_end.hpp"

namespace mesh::transport {

/// An event of a link, for logs, figures and tests.
struct link_event {
  enum class kind : std::uint8_t { up, over };
  kind what = kind::up;
  link_end reason = link_end::closed_here; // of one that is over
  bool incoming = false;
  std::string peer;    // role/name, or "unknown"
  std::string address; // host:port
};
/// Called on the pump's thread: quick, and without exceptions.
using link_observer = std::function<void(const link_event&)>;

/// Since the start, but for `up`: now.
struct link_counts {
  std::uint64_t up = 0;
  std::uint64_t made = 0;
  std::uint64_t dropped_frames = 0; // not for this node, or too large to send
  std::array<std::uint64_t, link_ends> over{};
  [[nodiscard]] std::uint64_t of(link_end reason) const {
    return over[static_cast<std::size_t>(reason)];
  }
};

} // namespace mesh::transport
