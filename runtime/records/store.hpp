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
  /// Whether its files are those that were opened: `store_missing` when the folder or
  /// a file in it was deleted, moved or replaced. What is written to a file that was
  /// deleted is lost when it is closed, and nothing else would say so.
  [[nodiscard]] tl::expected<void, error> still_there() const;
  /// Gives up a store that is missing: the lock, and what closing it would do to files
  /// of these names, which may be another store's by then. It stays missing.
  void abandon();
  /// One file more to look for there, once it is made.
  void watch(const std::string& name);
  /// Of a store for reading: why a mesh would not open it; empty when it would. It is
  /// read as far as it can be all the same.
  [[nodiscard]] const std::string& refused() const;
  /// For the classes built on the store.
  [[nodiscard]] SQLite::Database& database() const;

private:
  struct state;
  explicit store(std::unique_ptr<state> what);
  std::unique_ptr<state> state_;
};

/// `FOLDER/mesh.sqlite`.
std::filesystem::path store_file(const std::filesystem::path& folder);
/// The difference from the schema of this version, in words; empty when
/// nothing is.
tl::expected<std::string, error> changed_rules(const store& where);

} // namespace mesh::storage
