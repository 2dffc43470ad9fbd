#pragma once
#include <string>
#include <vector>

#include "messages/link_batch.hpp"
#include "tests/support/catch.hpp"

/// Entries and batches for tests of channels.
namespace mesh::test {

inline time_point at(double ms) {
  return time_point{} + std::chrono::seconds(1'000) + from_ms(ms);
}

inline link_entry entry(std::uint64_t number, std::size_t bytes = 0) {
  link_entry e;
  e.kind = entry_kind::conflict;
  e.where = cluster_id{1, 2};
  e.number = number;
  e.body.assign(bytes, 'x');
  return e;
}

inline link_entry summary(std::uint8_t sector, std::uint64_t number, std::size_t bytes = 0) {
  auto e = entry(number, bytes);
  e.kind = entry_kind::sector_summary;
  e.where = sector_id{sector};
  return e;
}

inline std::vector<std::uint64_t> numbers(const std::vector<link_entry>& entries) {
  std::vector<std::uint64_t> all;
  for (const auto& e : entries)
    all.push_back(e.number);
  return all;
}

using list = std::vector<std::uint64_t>;

} // namespace mesh::test
