#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/records/chain.hpp"
#include "runtime/records/conflict_entry.hpp"

/// The columns of the log beside a record's bytes, for queries. Said
/// once, for writing and for verifying.
namespace mesh::storage {

struct log_table {
  std::string_view name;
  std::string_view columns; // those that repeat the record, the conflict's id first
  std::string_view by_id;   // index on that id
};

inline constexpr log_table conflicts_table{"conflicts", "id, at_ms, agent, type, priority",
                                           "conflicts_by_id"};
inline constexpr log_table resolutions_table{"resolutions", "conflict, at_ms",
                                             "resolutions_by_conflict"};
constexpr const log_table& table_of(chain which) {
  return which == chain::conflicts ? conflicts_table : resolutions_table;
}

/// SQLite's numbers are signed.
constexpr std::int64_t column(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

inline std::vector<std::int64_t> columns_of(const conflict_entry& e) {
  return {column(e.record.id.value), column(e.record.at_ms), e.record.agent.packed(),
          static_cast<std::int64_t>(e.record.what.type), e.priority};
}
inline std::vector<std::int64_t> columns_of(const conflict_resolution& r) {
  return {column(r.conflict.value), column(r.at_ms)};
}

inline message_id id_of(const conflict_entry& e) {
  return e.record.id;
}
inline message_id id_of(const conflict_resolution& r) {
  return r.conflict;
}

} // namespace mesh::storage
