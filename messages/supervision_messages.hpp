#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/ids.hpp"

/// The messages between supervisors and their children, apart from
/// handles (interfaces.hpp). Between processes, what concerns a whole sector
/// travels as the body of a link entry (messages/link_bodies.hpp).
namespace mesh {

/// To a supervisor: this child is unresponsive; replace it (F2).
struct unresponsive {
  scope who; // an agent, a lead (its cluster), a coordinator (its sector)
  std::string seen;
  bool operator==(const unresponsive&) const = default;
};

/// From the orchestrator, once per summary period: nobody else sees it hang.
struct sign_of_life {};

/// Lead: an agent went down; another will be there soon.
struct member_lost {
  std::uint8_t slot = 0;
  std::string seen;
  bool failed = true; // false: it was told to go
};
/// Lead: an agent is down and will not be replaced before somebody heals it.
struct member_gone {
  std::uint8_t slot = 0;
  error why;
};

/// Faults that can be injected on demand.
enum class fault_kind : std::uint8_t {
  crash,   // throws an exception
  hang,    // is unresponsive from then on
  corrupt, // an agent works from another context than the others (F4)
  lie,     // an agent gives wrong answers (F5)
  slow,    // looks into its mailbox only after a pause, again and again
};
struct fault {
  fault_kind what = fault_kind::crash;
  double pause_ms = 0; // slow; 0: not any more
};
/// Down the supervisors: these are to fail. A cluster stands for its lead, a
/// sector for its coordinator, `all` for the orchestrator.
struct fault_order {
  fault_kind what = fault_kind::crash;
  std::vector<scope> whom;
  double pause_ms = 0; // slow
  bool operator==(const fault_order&) const = default;
};

/// Its outcome.
struct fault_report {
  error failure;          // nobody could be asked
  std::uint32_t told = 0; // those that are there; the others are down already
  bool operator==(const fault_report&) const = default;
};

/// Down the supervisors: start what was given up (O5).
struct heal_order {
  scope where;
  bool operator==(const heal_order&) const = default;
};
/// The steps taken, a line each.
struct heal_report {
  error failure; // nobody could be asked
  std::vector<std::string> lines;
  bool operator==(const heal_report&) const = default;
};

} // namespace mesh
