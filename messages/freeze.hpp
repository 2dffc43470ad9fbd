#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messages/frozen_state.hpp"
#include "messages/gather_summary.hpp"

/// The messages down and up the tree when part of the mesh is frozen or thawed
/// (O6, M2). Between processes, orders and reports are bodies of link entries
/// (messages/link_bodies.hpp); what agents and leads say stays inside one.
namespace mesh {

enum class freeze_act : std::uint8_t { freeze, thaw };

/// Down the tree: everybody in the scope is to stop, or to go on.
struct freeze_order {
  std::uint64_t number = 0; // reports name it; of two orders, the later has the larger one
  freeze_act what = freeze_act::freeze;
  scope where;
  std::string preserved_in; // the file; empty: in memory only
  /// The preserved state, agents sorted by id; may be null. Thaw: agents are
  /// given back what they do not hold any more. Freeze, after a start: breakers
  /// are opened again.
  std::shared_ptr<const frozen_state> preserved = nullptr;
};

/// The preserved state of one cluster's agents, shared on its way up.
using frozen_page = std::shared_ptr<const std::vector<frozen_agent>>;

/// Up the tree: who has stopped (or goes on), who has not and why, and what is
/// preserved.
struct freeze_report {
  error failure; // nobody was told
  std::uint64_t number = 0;
  scope from;            // who reports: a cluster, a sector, all
  gather_summary counts; // ready: stopped, or goes on; straggler: silent; refused: down
  std::vector<frozen_page> pages;
  std::vector<frozen_breaker> breakers; // that are not closed
};

/// The result of freeze or thaw.
struct freeze_result {
  error failure; // not carried out, or not preserved
  scope where;
  gather_summary counts;     // as in freeze_report
  std::uint32_t in_hand = 0; // messages that are kept, or given back
  std::uint32_t waiting = 0;
  std::uint32_t expired = 0; // M3: not given back, as nobody waits for them any more
  std::string preserved_in;  // the file; empty: in memory only
  double took_ms = 0;        // until the last agent had answered and the file was there

  [[nodiscard]] bool complete() const {
    return failure.code == errc::none && counts.ready == counts.targets;
  }
};

/// Lead to agent: start nothing any more, and say what you hold. An agent that
/// has stopped says it again.
struct freeze_agent {
  std::uint64_t number = 0;
};

/// Agent to lead: it has stopped.
struct agent_frozen {
  std::uint64_t number = 0;
  std::uint16_t incarnation = 0;
  frozen_agent held;
};

/// Lead to agent: go on with what you hold and with what was preserved of you.
struct thaw_agent {
  std::uint64_t number = 0;
  std::shared_ptr<const frozen_agent> preserved; // null: nothing
};

/// Agent to lead: it goes on.
struct agent_thawed {
  std::uint64_t number = 0;
  std::uint8_t slot = 0;
  std::uint16_t incarnation = 0;
  time_point at; // what it was given before is void
};

} // namespace mesh
