#include "runtime/records/sqlite_error.hpp"

#include <sqlite3.h>

namespace mesh::storage {

error to_error(const SQLite::Exception& what, const std::filesystem::path& file) {
  auto detail = file.string() + ": " + what.what();
  auto folder = file.parent_path().string();
  switch (what.getErrorCode()) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return {errc::store_locked, std::move(detail),
            "another program has the store open for writing; end it"};
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return {errc::store_read_only, std::move(detail),
            "give the mesh's user the right to write to " + folder
                + ", or name another folder with --data"};
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return {errc::store_corrupt, std::move(detail),
            "`mesh verify " + folder
                + "` names the first record that is lost; restore the folder from a backup"};
  case SQLITE_FULL:
    return {errc::io_error, std::move(detail), "free space on this disk; then go on"};
  default:
    return {errc::io_error, std::move(detail), "check the disk of " + folder};
  }
}

} // namespace mesh::storage
