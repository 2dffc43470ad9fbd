#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "messages/ids.hpp"
#include "runtime/storage/chain.hpp"
#include "runtime/storage/store.hpp"

/// Whether a log is what was written (K4). Found are: a record changed,
/// removed, moved, added out of the chain or unreadable; a column that says
/// something else than its record; newest records missing, by mesh.head; a
/// rule taken out; damage of the file around the records.
///
/// Not found, because the store alone cannot know: everything rewritten with
/// fresh hashes, mesh.head too; the whole folder set back to an older copy; the
/// records of the last commit removed together with the newer place in
/// mesh.head. Against these somebody keeps a head (`count` and `hash` of a
/// verification) elsewhere and hands it in as `known`.
namespace mesh::storage {

/// What is wrong first. `seq` 0: with no single record.
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
  [[nodiscard]] bool intact() const { return !first_broken; }
};

/// A head of the chain of conflicts that was noted down earlier.
using known_head = std::optional<chain_head>;

enum class verify_depth : std::uint8_t {
  logs,  // both chains and their indices: at each start
  whole, // every page of the file, the history's too
};

/// Reads everything once. Damage is in the result; an error is what keeps the
/// check from being made at all.
tl::expected<verification, error> verify(const store& where, verify_depth depth,
                                         known_head known = {});
/// `mesh verify`: of a folder, also beside the process that writes to it.
tl::expected<verification, error> verify(const std::filesystem::path& folder,
                                         known_head known = {});

} // namespace mesh::storage
