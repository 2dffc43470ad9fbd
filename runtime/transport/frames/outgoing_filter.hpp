#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/transport/frames/basp.hpp"

namespace mesh::transport {

/// Filters what our actor system sends to a peer. A message over the bound would make
/// the peer end the link, and lose all others with it: it is dropped here.
class outgoing_filter {
public:
  explicit outgoing_filter(std::size_t payload_bytes) : most_(payload_bytes) {}

  /// Takes any part of the stream, and appends to `out` what may go.
  void feed(std::string_view bytes, std::vector<char>& out);
  /// Messages that were too large.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

private:
  std::size_t most_;
  std::string header_;
  std::size_t left_ = 0; // of the payload
  bool dropping_ = false;
  std::uint64_t dropped_ = 0;
};

} // namespace mesh::transport
