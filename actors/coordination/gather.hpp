#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "messages/conflict.hpp"
#include "messages/gather_summary.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// An agent's answer, as the gather needs it.
struct answer {
  trinary state = trinary::ready;
  time_point ready_at;
  std::string value;
  errc failure = errc::none; // not none: refused, expired, or cut off
  std::string detail;
  std::uint8_t attempt = 0; // times the work may have been begun before
  // Of a conflict, when more is known than the two texts, and its record
  const conflict* found = nullptr;
  message_id record;
};

/// One cluster's part of a gather (G1-G3): who was asked, who answered and
/// how. Every target ends as exactly one of ready, conflict, straggler,
/// skipped, expired or refused; a second answer changes nothing, and neither
/// does naming a target twice. A slot is 0 to 99 (T1); no other is a target.
/// Nobody is called refused or expired whose work may have been begun before:
/// that is a straggler whose fate is unknown (M3).
class gather {
public:
  /// Agents that are READY by `counts_until` count (G1: T + window).
  /// `asked_before`: by a predecessor, to which some may have been sent.
  gather(std::uint64_t id, cluster_id cluster, time_point arrive, time_point counts_until,
         bool has_parts, summary_bounds bounds, bool asked_before = false);

  void skip(std::uint8_t slot, double needed_ms, double available_ms);
  /// Ends a target that was never sent to.
  void refuse_unsent(std::uint8_t slot, errc reason, const std::string& detail);
  /// A send that is planned but not yet made. The answer of an agent that is
  /// READY in time needs its way back, too, and is waited for that much longer.
  void plan(std::uint8_t slot, time_point expected_ready, std::uint32_t part,
            duration way_back = {});
  /// Does nothing unless the send is planned.
  void sent(std::uint8_t slot, time_point due, time_point now);
  /// False when the answer came too late, twice or unasked, or is none yet
  /// (in transit). What was never sent can fail, but not be answered. An agent
  /// that says it was READY too late is a straggler at once.
  bool answered(std::uint8_t slot, const answer& what, time_point now);
  /// Ends what was never sent (M3).
  void close_unsent(errc reason = errc::expired);
  /// Messages that were sent have until then to report their outcome.
  void settle(time_point until) { close_at_ = until; }
  /// Every open message becomes a straggler with the second reason, or expired
  /// when it was never sent (M3), or the first reason when one is given.
  void close(errc unsent_reason = errc::expired, errc sent_reason = errc::timeout);

  [[nodiscard]] bool done() const { return open_ == 0; }
  [[nodiscard]] bool is_open(std::uint8_t slot) const;
  /// Whether the slot was sent to and has not answered yet.
  [[nodiscard]] bool awaits(std::uint8_t slot) const;
  [[nodiscard]] std::uint32_t part_of(std::uint8_t slot) const { return part_[slot]; }
  /// An answer carries this stamp of its agent's clock.
  void stamp(std::uint64_t lamport) { summary_.lamport = std::max(summary_.lamport, lamport); }
  [[nodiscard]] std::uint64_t id() const { return summary_.gather; }
  /// No answer is waited for any longer.
  [[nodiscard]] time_point close_at() const { return close_at_; }
  [[nodiscard]] const gather_summary& summary() const { return summary_; }

private:
  enum class state : std::uint8_t { none, planned, sent, ended };
  [[nodiscard]] agent_id agent_of(std::uint8_t slot) const {
    return {cluster_.sector, cluster_.cluster, slot};
  }
  /// Counts the slot as a target; false when it is one already.
  bool take(std::uint8_t slot, state as);
  void end(std::uint8_t slot);
  void fail(std::uint8_t slot, errc reason, const std::string& detail, bool begun_before);
  void end_as_straggler(std::uint8_t slot, errc reason, const std::string& detail);
  void add_straggler(std::uint8_t slot, errc reason, const std::string& detail);
  void count_attempt(std::uint8_t attempt);

  cluster_id cluster_;
  bool has_parts_;
  bool asked_before_;
  std::uint16_t open_ = 0;
  time_point arrive_;
  time_point counts_until_;
  time_point close_at_;
  summary_bounds bounds_;
  std::array<state, max_children> states_{};
  std::array<std::uint32_t, max_children> part_{};
  std::array<time_point, max_children> expected_{};
  gather_summary summary_;
};

} // namespace mesh
