#pragma once
#include <cstdint>

namespace mesh {

/// The outcome of the entries of one direction, at the side that sends.
/// accepted = acknowledged + replaced + displaced + returned + those still kept.
struct send_counts {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;   // by offer(): full, or too large; never accepted
  std::uint64_t replaced = 0;  // by a newer one of their kind and place (T2)
  std::uint64_t displaced = 0; // summaries that made room for others (T2)
  std::uint64_t sent = 0;      // for the first time
  std::uint64_t resent = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t returned = 0;   // to the owner: the peer's session ended
  std::uint64_t ack_errors = 0; // acknowledgements of what was never sent
  bool operator==(const send_counts&) const = default;
};

/// At the side that receives.
struct receive_counts {
  std::uint64_t received = 0;    // and handed on
  std::uint64_t duplicates = 0;  // entries that had arrived before
  std::uint64_t early = 0;       // entries behind a gap; they will be sent again
  std::uint64_t over_credit = 0; // entries that the peer was not allowed to send
  std::uint64_t oversized = 0;   // slices of entries over links.bytes
  std::uint64_t stale = 0;       // batches from or to a session that is over
  bool operator==(const receive_counts&) const = default;
};

} // namespace mesh
