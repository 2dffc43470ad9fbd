#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "messages/ids.hpp"
#include "runtime/records/chain.hpp"
#include "runtime/records/store.hpp"

/// Whether a store is what was written (K4). Found are: a record changed,
/// removed, moved, added out of the chain or unreadable; a column that says
/// something else than its record; newest records missing, by mesh.head; a
/// rule taken out; damage of the file around the records, and whatever else keeps
/// a mesh from opening it; samples of the history, frozen files, the roster, the
/// placement, the chains and the enrolled agents that do not fit their checksums.
///
/// Not found, because the store alone cannot know: everything rewritten with
/// fresh hashes, mesh.head too; the whole folder set back to an older copy; the
/// records of the last commit removed together with the newer place in
/// mesh.head; samples or whole files removed, since they go by themselves, too.
/// Against the first three somebody notes a head elsewhere and hands it in.
namespace mesh::storage {

/// The first fault. `seq` 0: with no single record.
struct broken_record {
  chain where = chain::conflicts;
  std::uint64_t seq = 0;
  message_id id; // of the conflict; 0 when it cannot be told
  std::string what;
};
/// `conflicts record 17 (0123456789abcdef): its bytes do not fit its hash ...`.
std::string to_string(const broken_record& broken);

struct verification {
  chain_heads heads{}; // how far the chains are good
  std::optional<broken_record> first_broken;
  std::uint64_t history_samples = 0;   // that fit their checksums
  std::uint64_t unchecked_samples = 0; // of an older version, which wrote none
  std::uint64_t files = 0;             // frozen scopes, roster, chains ...: good ones
  [[nodiscard]] bool intact() const { return !first_broken; }
};

/// The end of a chain as it was noted down earlier. A longer chain goes through it.
struct noted_head {
  digest hash{};
  std::optional<std::uint64_t> count; // records up to there, when that was noted, too

  noted_head() = default;
  noted_head(const chain_head& head) : hash(head.hash), count(head.count) {}
  bool operator==(const noted_head&) const = default;
};
using noted_heads = std::vector<noted_head>;
/// `HASH`, or `COUNT:HASH`, as a verification shows them; `invalid_argument` with what
/// was expected.
tl::expected<noted_head, error> parse_noted_head(std::string_view text);
std::string to_string(const noted_head& head); // as it is parsed

enum class verify_depth : std::uint8_t {
  logs,  // both chains and their indices: at each start
  whole, // every page of the database, and every file of the folder
};

/// Reads everything once. Damage is in the result; an error is what keeps the
/// check from being made at all.
tl::expected<verification, error> verify(const store& where, verify_depth depth,
                                         const noted_heads& noted = {});
/// `mesh verify`: of a folder, also beside the process that writes to it.
tl::expected<verification, error> verify(const std::filesystem::path& folder,
                                         const noted_heads& noted = {});

} // namespace mesh::storage
