#pragma once
#include <functional>
#include <map>

#include "actors/parts/surroundings.hpp"
#include "runtime/node/bodies/seen_runs.hpp"
#include "runtime/node/uplink/hosted_parts.hpp"
#include "runtime/node/uplink/hub_link.hpp"

namespace mesh::node {

/// A node's reports to the orchestrator's host without being asked: its part of the registry
/// (Z4), who has joined or left (T5), what it has counted, answers of gathers (O1). Only what
/// has changed since it was told last.
class node_reports {
public:
  node_reports(surroundings& around, const hosted_parts& parts, hub_link& link,
               std::function<time_point()> now)
      : around_(around), parts_(parts), link_(link), now_(std::move(now)) {}

  void report();
  /// The hub knows nothing yet.
  void begin_again();
  void forget(const scope& where);

private:
  void report_pages();
  void report_roster();
  void report_runs();

  surroundings& around_;
  const hosted_parts& parts_;
  hub_link& link_;
  std::function<time_point()> now_;
  std::map<cluster_id, time_point> sent_pages_; // when published
  std::uint64_t sent_roster_ = 0;
  seen_runs sent_runs_;
};

} // namespace mesh::node
