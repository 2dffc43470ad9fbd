#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "messages/conflict.hpp"
#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/sketch.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// Kinds of exceptional agents (G2).
enum class exception_kind : std::uint8_t { conflict, straggler, skipped, expired, refused };
std::string_view to_string(exception_kind kind);

/// The fate of work that brought no answer (M3).
enum class work_fate : std::uint8_t {
  never_begun, // and never will be
  failed,      // it was begun, and said itself that it could not be done
  cancelled,   // it was begun, and was stopped half-way
  goes_on,     // as asked
  done_late,   // it was done, after its caller had stopped waiting
  unknown,     // it may have been begun, and may be done
};
std::string_view to_string(work_fate fate);
/// Of an exception of this kind with this reason. Only of what was never sent,
/// or of what its agent had in its queue, can it be known that it never begins.
work_fate fate_of(exception_kind kind, errc reason);

/// Agents whose message ended alike: one kind, one reason.
struct exception_group {
  exception_kind kind = exception_kind::straggler;
  errc reason = errc::none;
  std::string detail;           // of the first of them
  std::uint32_t count = 0;      // all of them
  std::vector<agent_id> agents; // as many as are listed
  double needed_min_ms = 0;     // skipped: the lead time they need
  double needed_max_ms = 0;
  double available_ms = 0; // skipped: the lead time there was
  bool operator==(const exception_group&) const = default;
};

/// Answers that are the same, folded.
struct answer_group {
  trinary state = trinary::ready;
  std::string value;
  std::uint32_t count = 0;
  std::vector<agent_id> agents = {}; // some of them
  // Of a conflict (K1): what was expected instead, and its records, as many as agents
  std::string expected = {};
  conflict_type type = conflict_type::other;
  std::vector<message_id> conflicts = {};
  bool operator==(const answer_group&) const = default;
};

/// The answer to one part of a scattered payload.
struct part_answer {
  std::uint32_t part = 0;
  agent_id agent;
  std::string value;
  bool operator==(const part_answer&) const = default;
};

/// The number of different answers a summary carries, and of names for each
/// kind and reason of exception; the rest is counted.
struct summary_bounds {
  std::size_t answers = 1'000;
  std::size_t names = 10'000;
};

/// The result of a gather on its way up the tree: counts, and names of the exceptional
/// only. Summaries of clusters merge into a sector's, those into the mesh's.
struct gather_summary {
  std::uint64_t gather = 0;
  scope from;                // the cluster or sector it speaks for
  std::uint32_t sectors = 0; // that took part
  std::uint32_t clusters = 0;
  std::uint32_t targets = 0; // = sent + skipped + those expired or refused unsent
  std::uint32_t sent = 0;
  std::uint32_t ready = 0;
  std::uint32_t conflict = 0;
  std::uint32_t straggler = 0;
  std::uint32_t skipped = 0;
  std::uint32_t expired = 0;
  std::uint32_t refused = 0;
  std::vector<exception_group> exceptions;
  std::vector<answer_group> answers;
  std::uint32_t answers_unlisted = 0; // agents whose answer is beyond the bound
  std::vector<part_answer> parts;
  sketch ready_offset;           // of the READY: their time minus T
  sketch prediction_error;       // |ready time - predicted|
  sketch send_lateness;          // sent minus due
  std::uint64_t lamport = 0;     // latest stamp of the answers
  std::uint32_t redelivered = 0; // answers to work that may have been begun before
  std::uint32_t attempt = 0;     // the most times one of them may have been
  bool operator==(const gather_summary&) const = default;

  /// All targets whose end is known.
  [[nodiscard]] std::uint32_t accounted() const {
    return ready + conflict + straggler + skipped + expired + refused;
  }
  void add_exception(exception_kind kind, errc reason, const std::string& detail,
                     agent_id agent, const summary_bounds& bounds);
  void add_answer(trinary state, const std::string& value, agent_id agent,
                  const summary_bounds& bounds);
  /// An answer of -1, with its record; 0 when nobody keeps one.
  void add_conflict(const mesh::conflict& what, message_id record, agent_id agent,
                    const summary_bounds& bounds);
  /// Targets of which nobody can say whether the work was or will be done (M3).
  [[nodiscard]] std::uint32_t unknown() const;
  void merge(const gather_summary& other, const summary_bounds& bounds);

private:
  void merge_exception(const exception_group& group, const summary_bounds& bounds);
  [[nodiscard]] answer_group* find_answer(const answer_group& like);
  void merge_answer(const answer_group& group, const summary_bounds& bounds);
};

} // namespace mesh
