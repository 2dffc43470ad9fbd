#pragma once
#include "actors/work/random.hpp"
#include "runtime/records/conflict_entry.hpp"

/// What the storm of conflicts writes, so that its test knows it too.
namespace mesh::test {

inline storage::conflict_entry storm_conflict(std::uint64_t id) {
  random_source random(id);
  storage::conflict_entry e;
  e.record = {{id},
              1'700'000'000'000 + id,
              agent_id::unpack(static_cast<std::uint32_t>(random.below(1'000'000))),
              {random.next()},
              {static_cast<conflict_type>(random.below(6)), std::string(random.below(200), 'e'),
               std::string(random.below(200), 'r'), random.next(), 1, 2}};
  e.priority = static_cast<std::uint8_t>(random.below(5));
  return e;
}

inline storage::conflict_resolution storm_resolution(std::uint64_t id) {
  return {{id}, 1'700'000'000'000 + id, "storm", "provenance_trace", "at once"};
}

/// Each so many conflicts, one is resolved.
inline constexpr std::uint64_t storm_resolves = 5;

} // namespace mesh::test
