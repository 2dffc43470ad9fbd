#pragma once
#include <optional>
#include <string>

#include "messages/vocabulary.hpp"

namespace mesh {

/// The end of one POST of a job.
enum class call_end : std::uint8_t {
  answered,    // completely, with whatever status
  denied,      // the mesh must not call that address (X5)
  not_reached, // no byte of the request left this machine: no host, no connection, no TLS
  broke_off,   // the request may have arrived; the answer has not, or not all of it
  timed_out,   // the same, after the time of the call
  too_large,   // the answer was larger than it may be; it was not read to its end
};

/// One POST of a job, and what came of it.
struct call_attempt {
  call_end end = call_end::not_reached;
  std::string detail = {}; // what was seen, for people, where there is no answer
  std::string remedy = {};
  unsigned status = 0;
  std::string content_type = {};
  std::string location = {}; // of a redirect
  std::string cache_control = {};
  std::optional<duration> retry_after = {};
  std::string body = {};
  double connect_ms = 0; // one round trip, as connecting has measured it
  double seen_ms = 0;    // from the beginning to the end
};

} // namespace mesh
