#pragma once
#include "messages/conflict.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/conflict_policy.hpp"

namespace mesh {

/// The keeper of the conflicts that agents report (K1): the runtime's journal, or
/// a test.
class conflict_sink {
public:
  conflict_sink() = default;
  conflict_sink(const conflict_sink&) = delete;
  conflict_sink& operator=(const conflict_sink&) = delete;
  virtual ~conflict_sink() = default;

  /// Takes one. Any thread; never waits for a disk. The conflict of an agent
  /// over a message is kept once: a lead that was replaced is answered anew,
  /// and may report what the one before it had reported.
  virtual void report(conflict_record what, time_point now) = 0;
  /// K2: the coordinator or the orchestrator has this one now.
  virtual void taken(message_id conflict, conflict_level by) = 0;
  /// A new coordinator (of that sector) or orchestrator (all) has none.
  virtual void holder_replaced(const scope& whose) = 0;
};

} // namespace mesh
