#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/orchestration.hpp"
#include "messages/plan_name.hpp"

namespace mesh {

/// The standing of a gather that was planned for a moment.
enum class plan_state : std::uint8_t {
  waiting,   // nobody is asked yet
  running,   // agents are asked as their lead times want it
  ended,     // with its counts
  cancelled, // by an operator
  missed,    // the mesh was not there at its moment
};
std::string_view to_string(plan_state s);

/// The outcome of a planned gather, as it is kept: counts, and the most frequent answers.
struct plan_outcome {
  std::uint32_t targets = 0, sent = 0, ready = 0, conflict = 0, straggler = 0, skipped = 0,
                expired = 0, refused = 0;
  bool success = false;
  std::string why; // it failed, or was missed; empty: it did not
  struct answer {
    trinary state = trinary::ready;
    std::string value;
    std::uint32_t count = 0;
    bool operator==(const answer&) const = default;
  };
  std::vector<answer> answers;
  bool operator==(const plan_outcome&) const = default;
};

/// A gather that is to be ready at a moment that may be days ahead (G1, S1). Times are in ms
/// since 1970.
struct planned_gather {
  std::uint64_t number = 0;
  std::uint64_t at_ms = 0; // T
  std::uint64_t planned_ms = 0;

  scope where;
  std::optional<agent_class> cls;
  std::vector<std::string> capabilities;
  std::string payload;
  double payload_weight = 0;
  priority urgency = priority::normal;
  bool goes_on = false;
  std::optional<double> window_ms;
  std::optional<double> minimum;

  plan_state state = plan_state::waiting;
  bool asked_before = false; // by an orchestrator, or a process, before this one (M4)
  std::uint64_t ended_ms = 0;
  plan_outcome outcome;

  /// `plan-3`, under which its agents know it.
  [[nodiscard]] std::string name() const { return plan_name(number); }
  [[nodiscard]] bool over() const {
    return state != plan_state::waiting && state != plan_state::running;
  }
  /// To the orchestrator, with so long to go.
  [[nodiscard]] scatter_request request(double horizon_ms) const;
  bool operator==(const planned_gather&) const = default;
};

plan_outcome outcome_of(const scatter_result& result);

/// A line of the file of plans; each is whole.
std::string encode_plan(const planned_gather& what);
/// `invalid_argument` says what is wrong with the line.
tl::expected<planned_gather, error> decode_plan(std::string_view line);

} // namespace mesh
