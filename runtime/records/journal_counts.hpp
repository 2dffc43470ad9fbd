#pragma once
#include <cstdint>
#include <string>

namespace mesh {

/// The state of a journal.
struct journal_counts {
  std::uint64_t total = 0;             // conflicts, those of earlier runs too
  std::uint64_t unresolved = 0;        // of them
  std::uint64_t overdue = 0;           // of those on the desk (K2)
  std::uint64_t ended_by_mesh = 0;     // since the start (K3)
  std::uint64_t for_person = 0;        // on the desk, and the mesh can do no more
  std::uint64_t with_sectors = 0;      // on the desk, and coordinators have them (K2)
  std::uint64_t with_orchestrator = 0; // on the desk, and the orchestrator has them
  std::uint64_t off_desk = 0;          // unresolved, and no room for them on the desk
  std::uint64_t unwritten = 0;         // in memory until the disk takes them
  std::uint64_t refused = 0;           // lost: neither disk nor memory had room
  std::uint64_t forgotten = 0;         // without a store: older than the memory reaches
  std::uint64_t samples_missed = 0;    // of the history
  std::uint64_t reopened = 0;          // times that the store was gone, and is back
  std::string problem;                 // why the disk takes nothing; empty: it does
};

} // namespace mesh
