#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace SQLite {
class Database;
}

namespace mesh::storage {

enum class store_access : std::uint8_t {
  read,  // beside a writer, or of a damaged store; changes nothing
  write, // one process at a time; makes the store when there is none
};

/// The durable store of a mesh: `FOLDER/mesh.sqlite` (K4, Z4). What is
/// committed is on the disk (WAL, synchronous=FULL).
///
/// One thread at a time: another thread that wants to read opens a store of
/// its own, which the writer does not wait for.
class store {
public:
  struct options {
    store_access access = store_access::write;
    std::chrono::milliseconds patience{1'000}; // for a program that locks the file for a moment
  };

  /// Fails with
  /// - `store_locked`: another process writes, or has the file locked
  /// - `store_read_only`: no right to write to the folder or the file
  /// - `store_foreign`: a database of something else
  /// - `store_corrupt`: no database, cut off, emptied, or with rules changed
  /// - `unsupported`: made by a newer version
  /// - `unknown_target`: nothing there to read
  /// - `io_error`: full disk, broken disk
  /// each with the path and what helps. Nothing is changed when it fails.
  static tl::expected<store, error> open(const std::filesystem::path& folder, options how);
  static tl::expected<store, error> open(const std::filesystem::path& folder);

  store(store&&) noexcept;
  store& operator=(store&&) noexcept;
  ~store();

  [[nodiscard]] const std::filesystem::path& folder() const;
  [[nodiscard]] const std::filesystem::path& file() const;
  [[nodiscard]] bool writable() const;
  /// Made at random with the store, 32 hexadecimal digits: the start of its
  /// chains, so that no record of another store fits in.
  [[nodiscard]] const std::string& id() const;
  /// For the classes built on the store.
  [[nodiscard]] SQLite::Database& database() const;

private:
  struct state;
  explicit store(std::unique_ptr<state> what);
  std::unique_ptr<state> state_;
};

/// `FOLDER/mesh.sqlite`.
std::filesystem::path store_file(const std::filesystem::path& folder);
/// What is different from the schema of this version, in words; empty when
/// nothing is.
tl::expected<std::string, error> changed_rules(const store& where);

} // namespace mesh::storage
