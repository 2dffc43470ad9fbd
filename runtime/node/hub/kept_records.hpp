#pragma once
#include <functional>
#include <string>

#include "actors/parts/surroundings.hpp"
#include "messages/conflict_codec.hpp"
#include "messages/protocol.hpp"
#include "runtime/node/hub/host_gate.hpp"
#include "runtime/node/hub/part_ways.hpp"

namespace mesh::node {

/// Takes the nodes' reports for the records of the whole mesh: event log, registry, roster and
/// journal. All of it is information: a record that is told twice is the record's concern.
///
/// Moments are those of this process's clock, whatever a node's says (S5).
class kept_records {
public:
  kept_records(surroundings& around, part_ways& ways, const host_gate& gate,
               std::function<time_point()> now)
      : around_(around), ways_(ways), gate_(gate), now_(std::move(now)) {}

  /// An entry of that host. False: it cannot be read, or is for no record.
  bool take(const std::string& host, const link_entry& e);

  // For runtime/node/protocol/dispatch.hpp
  void take(row<entry_kind::event> kind, const failure_event& event, const link_entry& e);
  void take(row<entry_kind::breaker_note> kind, const breaker_note& note, const link_entry& e);
  void take(row<entry_kind::page> kind, cluster_page page, const link_entry& e);
  void take(row<entry_kind::conflict> kind, aged_conflict conflict, const link_entry& e);
  void take(row<entry_kind::conflict_taken> kind, conflict_level by, const link_entry& e) const;
  void take(row<entry_kind::conflicts_unknown> kind, const link_entry& e) const;
  void take(row<entry_kind::roster_changes> kind, const roster_changes& changes,
            const link_entry& e);

private:
  surroundings& around_;
  part_ways& ways_;
  const host_gate& gate_;
  std::function<time_point()> now_;
  std::string host_; // of the entry that is read at present
  bool good_ = true; // and whether it means something
};

} // namespace mesh::node
