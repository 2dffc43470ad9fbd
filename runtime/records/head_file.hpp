#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "actors/work/process/unique_fd.hpp"
#include "messages/errors.hpp"
#include "runtime/records/chain.hpp"

namespace mesh::storage {

/// `FOLDER/mesh.head`: how far the chains had come when something was last
/// acknowledged, kept apart from the database. Without it a tail that is gone
/// (removed rows, a damaged write-ahead log, an older copy of the database)
/// would leave a shorter chain without a fault.
///
/// Two places are written in turn and synced, each with a checksum: a crash
/// while one is written leaves the other.
class head_file {
public:
  /// The content of a file; `nullopt` when there is none, `store_corrupt` when
  /// neither place can be read or it belongs to another store.
  static tl::expected<std::optional<chain_heads>, error>
  read(const std::filesystem::path& folder, std::string_view store_id);

  /// Opens the file for writing; makes it, with these heads, when there is none.
  static tl::expected<head_file, error> open(const std::filesystem::path& folder,
                                             std::string_view store_id,
                                             const chain_heads& first);
  /// The head that was written or read last.
  [[nodiscard]] const chain_heads& heads() const { return heads_; }
  /// Durable when it returns.
  tl::expected<void, error> write(const chain_heads& heads);

private:
  head_file() = default;
  std::filesystem::path path_;
  std::string store_id_;
  unique_fd fd_;
  std::uint64_t generation_ = 0; // counts writes; even ones go to the first place
  chain_heads heads_{};
};

} // namespace mesh::storage
