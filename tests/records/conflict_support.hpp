#pragma once
#include <string>
#include <vector>

#include "actors/work/random.hpp"
#include "runtime/records/conflict_log.hpp"
#include "tests/records/store_support.hpp"

/// Conflicts at random, and logs made of them.
namespace mesh::test {

/// With this id; everything else at random, times close enough to collide.
storage::conflict_entry random_conflict(random_source& random, std::uint64_t id);
/// With the ids from `first` on.
std::vector<storage::conflict_entry> random_conflicts(random_source& random, std::size_t count,
                                                      std::uint64_t first = 1);
storage::conflict_resolution resolution_of(std::uint64_t id);

/// The log, which must open.
storage::conflict_log must_open_log(storage::store& where);
/// A folder's log of `entries`, closed again: all in the database file.
void make_log(const std::filesystem::path& folder,
              const std::vector<storage::conflict_entry>& entries,
              const std::vector<storage::conflict_resolution>& resolutions = {});

/// What `mesh verify` finds first, as text; empty when all is well.
std::string first_finding(const std::filesystem::path& folder);

/// SQL run by somebody who takes the rules away first and puts them back after.
void tamper(const std::filesystem::path& folder, const std::string& sql);

} // namespace mesh::test
