#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "runtime/records/store.hpp"

/// Folders, and what somebody with the file in hand could do to a store.
namespace mesh::test {

/// A folder of one test, removed with all that is in it.
class data_folder {
public:
  data_folder();
  ~data_folder();
  data_folder(const data_folder&) = delete;
  data_folder& operator=(const data_folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

std::string content_of(const std::filesystem::path& file);
void set_content(const std::filesystem::path& file, std::string_view bytes);
/// Changes one byte by the bits of `mask`.
void flip(const std::filesystem::path& file, std::size_t offset, unsigned char mask = 0x01);

/// The store, which must open.
storage::store must_open(const std::filesystem::path& folder,
                         storage::store_access access = storage::store_access::write);

/// While one lives, this process finds no room to write to a file it has open.
class no_room_for {
public:
  explicit no_room_for(const std::filesystem::path& file);
  ~no_room_for();
  no_room_for(const no_room_for&) = delete;
  no_room_for& operator=(const no_room_for&) = delete;

private:
  int fd_ = -1;   // what was redirected
  int kept_ = -1; // where it led before
};

/// Runs SQL as any other program could; what SQLite says against it, or empty.
std::string run_sql(const std::filesystem::path& database, const std::string& sql);

/// Runs `work` in a child process that has no rights of root; its exit status.
int run_without_rights(const std::function<int()>& work);

} // namespace mesh::test
