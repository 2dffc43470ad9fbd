#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "messages/conflict.hpp"
#include "supervisors/case_book.hpp"
#include "supervisors/conflict_desk.hpp"

namespace mesh {

/// The conflicts that wait for their end (K2, K3): by urgency on a bounded desk, and each
/// with what the mesh does about it. What is on the desk has a case, and nothing else has.
class open_conflicts {
public:
  explicit open_conflicts(const conflicts_config& cfg) : desk_(cfg), cases_(cfg) {}

  /// Takes it in, unless the desk is full of more urgent ones; another may have to leave
  /// for it. It is unresolved all the same, and stays in the log.
  void add(const conflict_record& what, time_point arrived, bool from_before);
  void end(message_id id);

  /// The agents whose context differed, by conflict. Who takes one away settles it, or
  /// puts it back.
  [[nodiscard]] std::map<message_id, agent_id> hash_mismatches() const {
    return hash_mismatches_;
  }
  void take_hash_mismatch(message_id id) { hash_mismatches_.erase(id); }
  void put_hash_mismatch(message_id id, agent_id who) { hash_mismatches_.emplace(id, who); }

  case_book& cases() { return cases_; }
  [[nodiscard]] const case_book& cases() const { return cases_; }
  [[nodiscard]] std::size_t size() const { return desk_.size(); }
  [[nodiscard]] std::size_t count_overdue(time_point now) const {
    return desk_.count_overdue(now);
  }

private:
  void forget(message_id id);

  conflict_desk desk_;
  case_book cases_;
  std::map<message_id, agent_id> hash_mismatches_;
};

} // namespace mesh
