#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "messages/protection_messages.hpp"
#include "supervisors/conflict_policy.hpp"
#include "supervisors/resolution.hpp"

namespace mesh {

/// A conflict that waits, and what was done about it.
struct open_case {
  resolution_case what;
  int priority = 0;
  conflict_level with = conflict_level::lead; // who has it (K2)
  bool in_hand = false;                       // somebody is being asked
  time_point look_at{};                       // not before
  std::string why;                            // it stays for a person; empty: it may not
  std::map<agent_id, conflict_type> contradicted = {}; // what a -1 of who was asked was of
};

/// The conflicts that wait, as K2 and K3 see them: who has each, which are to be
/// looked at now, and what came of that. Each is in the hands of one strategy at
/// a time, and is looked at only when it has reached the level it goes to.
class case_book {
public:
  explicit case_book(const conflicts_config& cfg) : cfg_(cfg) {}

  /// `from_before`: of an earlier process.
  void open(const conflict_record& what, int priority, bool from_before);
  void end(message_id id) { cases_.erase(id); }
  /// The -1 of somebody who was asked to end a conflict belongs to that one.
  /// False when that has ended meanwhile: then it is a conflict of its own.
  bool contradicted(const conflict_record& what);

  void taken(message_id id, conflict_level by);
  /// The coordinator of a sector, or for all of the mesh the orchestrator, is new.
  void holder_replaced(const scope& whose);
  /// Those that have not reached their level; as many as are worked on at a time.
  [[nodiscard]] std::vector<conflict_notice> untold() const;

  /// Those to look at now, most urgent first; they are in hand from here on,
  /// until one of the next three.
  std::vector<resolution_case> take_due(time_point now);
  void tried(message_id id, resolution_attempt what, time_point now);
  void leave(message_id id, std::string why);
  void look_again(message_id id, time_point now);

  /// Null when it does not wait.
  [[nodiscard]] const open_case* find(message_id id) const;
  [[nodiscard]] std::uint64_t count_with(conflict_level who) const;
  [[nodiscard]] std::uint64_t count_left() const; // for a person
  [[nodiscard]] std::size_t size() const { return cases_.size(); }
  template <class Visit> // of each conflict and its priority
  void each(Visit visit) const {
    for (const auto& [id, one] : cases_)
      visit(one.what.record, one.priority);
  }

private:
  open_case* at(message_id id);

  conflicts_config cfg_;
  std::map<message_id, open_case> cases_;
};

} // namespace mesh
