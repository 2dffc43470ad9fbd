#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/console/shared/events.hpp"
#include "runtime/http/http.hpp"
#include "supervisors/event_log.hpp"
#include "supervisors/event_record.hpp"

/// The stream of events as text: pure, and no sockets.
namespace mesh::control {

/// Where somebody has read to. Ids count from the start of a mesh on, so they are
/// valid for that start alone.
struct event_place {
  std::uint64_t start_ms = 0; // since 1970
  std::uint64_t id = 0;
};
/// `19e8a3b2f00-42`.
std::string to_string(const event_place& place);
std::optional<event_place> parse_event_place(std::string_view text);

/// Which events a reader gets, and how they are written.
class event_stream {
public:
  /// Of a request: who names the last event that it has seen goes on from there, others
  /// begin with what happens from now on. `errc::invalid_argument` when that is no id.
  static tl::expected<event_stream, error> of(const request& what, std::uint64_t start_ms,
                                              std::uint64_t newest);

  [[nodiscard]] std::uint64_t after() const { return after_; }
  [[nodiscard]] const char* type() const { return sse_ ? event_stream_type : lines_type; }
  [[nodiscard]] std::string quiet() const { return sse_ ? ":\n\n" : "\n"; }
  /// The next events, and in front of them what the reader has missed.
  std::string write(const event_log::news& news, const console::event_times& times);

private:
  [[nodiscard]] std::string piece(const nlohmann::ordered_json& line, std::uint64_t id) const;

  bool sse_ = false;
  bool other_start_ = false; // its id is of an earlier start
  std::uint64_t missed_to_ = 0;
  std::uint64_t start_ms_ = 0;
  std::uint64_t after_ = 0;
};

} // namespace mesh::control
