#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mesh {

/// The mesh's clock. Only `runtime/main` and the timer service read the real
/// one; everything below gets time passed in (the actor clock's).
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Milliseconds as a number, for arithmetic and for people.
inline double to_ms(duration d) {
  return std::chrono::duration<double, std::milli>(d).count();
}

/// No span of time in the mesh is longer, so that the sum of a few of them and
/// a moment always fits the clock.
inline constexpr duration longest_span = std::chrono::hours(24 * 3'652);

/// Spans beyond `longest_span` are cut to it; what is not a number is 0.
inline duration from_ms(double ms) {
  const auto longest_ms = to_ms(longest_span);
  if (!(ms < longest_ms))
    return ms >= longest_ms ? longest_span : duration{};
  if (ms <= -longest_ms)
    return -longest_span;
  return std::chrono::duration_cast<duration>(std::chrono::duration<double, std::milli>(ms));
}

/// An answer is one of three (M2). A conflict is information, not an error.
enum class trinary : std::int8_t { conflict = -1, transit = 0, ready = 1 };
std::string_view to_string(trinary state); // "+1", "0", "-1"

/// The classes of agents (Z1).
enum class agent_class : std::uint8_t {
  a_edge,
  b_serverless,
  c_persistent,
  d_gpu,
  e_local,
  f_human,
};
inline constexpr std::array all_classes{agent_class::a_edge,       agent_class::b_serverless,
                                        agent_class::c_persistent, agent_class::d_gpu,
                                        agent_class::e_local,      agent_class::f_human};
std::string_view to_string(agent_class c); // "A_EDGE" ...
/// Accepts the full name or its letter, in any case.
std::optional<agent_class> parse_class(std::string_view text);

/// Operational state of an agent (Z2). Suspect: its host is silent, or its link is lost;
/// how the agent is nobody knows (R2).
enum class agent_state : std::uint8_t { active, degraded, offline, quarantined, suspect };
std::string_view to_string(agent_state state);
std::optional<agent_state> parse_state(std::string_view text);

/// Priority of a message (M1); higher overtakes in queues (M4).
enum class priority : std::uint8_t { background = 0, normal = 1, high = 2, critical = 3 };

} // namespace mesh
