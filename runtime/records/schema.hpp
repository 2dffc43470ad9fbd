#pragma once
#include <array>
#include <cstdint>
#include <string_view>

/// The schema of a store. The text of each statement is also what the
/// store remembers of it, so a rule that was taken out or changed is seen.
namespace mesh::storage {

inline constexpr std::int32_t application_id = 0x4d455348; // "MESH"
/// 2: samples of the history end with a checksum; the rest is as in 1.
inline constexpr int schema_version = 2;

/// Refuses what would change or remove a row, also through INSERT OR REPLACE,
/// which SQLite lets pass by the trigger for DELETE (K4).
#define MESH_APPEND_ONLY(table, is_there)                                                      \
  "CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table                                 \
  " BEGIN SELECT RAISE(ABORT, '" table " are never changed (K4)'); END",                       \
      "CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table                             \
      " BEGIN SELECT RAISE(ABORT, '" table " are never removed (K4)'); END",                   \
      "CREATE TRIGGER " table "_no_replace BEFORE INSERT ON " table " WHEN " is_there          \
      " BEGIN SELECT RAISE(ABORT, '" table " are only appended (K4)'); END"

inline constexpr auto schema = std::to_array<std::string_view>({
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    MESH_APPEND_ONLY("meta", "EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)"),

    // `bytes` is the record; the other columns say the same for queries.
    "CREATE TABLE conflicts(seq INTEGER PRIMARY KEY, id INTEGER NOT NULL, "
    "at_ms INTEGER NOT NULL, agent INTEGER NOT NULL, type INTEGER NOT NULL, "
    "priority INTEGER NOT NULL, bytes BLOB NOT NULL, hash BLOB NOT NULL) STRICT",
    "CREATE UNIQUE INDEX conflicts_by_id ON conflicts(id)",
    "CREATE INDEX conflicts_by_time ON conflicts(at_ms)",
    "CREATE INDEX conflicts_by_agent ON conflicts(agent, at_ms)",
    "CREATE INDEX conflicts_by_type ON conflicts(type, at_ms)",
    "CREATE INDEX conflicts_by_priority ON conflicts(priority, at_ms)",
    MESH_APPEND_ONLY("conflicts", "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM conflicts)"
                                  " OR EXISTS (SELECT 1 FROM conflicts WHERE id = NEW.id)"),

    "CREATE TABLE resolutions(seq INTEGER PRIMARY KEY, conflict INTEGER NOT NULL, "
    "at_ms INTEGER NOT NULL, bytes BLOB NOT NULL, hash BLOB NOT NULL) STRICT",
    "CREATE UNIQUE INDEX resolutions_by_conflict ON resolutions(conflict)",
    "CREATE INDEX resolutions_by_time ON resolutions(at_ms)",
    MESH_APPEND_ONLY("resolutions",
                     "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM resolutions)"
                     " OR EXISTS (SELECT 1 FROM resolutions WHERE conflict = NEW.conflict)"),

    // One row for the samples of one cluster at one moment: a row for each
    // agent would touch a page for each of 30,000 whenever they are written.
    "CREATE TABLE history(level INTEGER NOT NULL, cluster INTEGER NOT NULL, "
    "at_ms INTEGER NOT NULL, first INTEGER NOT NULL, samples BLOB NOT NULL, "
    "PRIMARY KEY(level, cluster, at_ms, first)) STRICT, WITHOUT ROWID",
    "CREATE INDEX history_by_time ON history(at_ms)",
});

#undef MESH_APPEND_ONLY

} // namespace mesh::storage
