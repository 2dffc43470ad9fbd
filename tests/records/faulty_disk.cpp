#include "tests/records/faulty_disk.hpp"

#include <sqlite3.h>

namespace mesh::test {

namespace {

std::atomic<faulty_disk::fault> fault{faulty_disk::fault::none};
std::atomic<int> unsynced{0};

sqlite3_vfs* real = nullptr;
sqlite3_vfs shim{};
/// The methods of a kind of file, and the same with writing and syncing
/// replaced. The write-ahead log has no locks and therefore methods of its own.
struct kind {
  const sqlite3_io_methods* real = nullptr;
  sqlite3_io_methods replaced{};
};
kind database;
kind write_ahead_log;

int refused_write() {
  switch (fault.load()) {
  case faulty_disk::fault::full:
    return SQLITE_FULL;
  case faulty_disk::fault::broken_write:
    return SQLITE_IOERR_WRITE;
  default:
    return SQLITE_OK;
  }
}

int write_log(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (int refused = refused_write(); refused != SQLITE_OK)
    return refused;
  ++unsynced;
  return write_ahead_log.real->xWrite(file, bytes, size, offset);
}

int sync_log(sqlite3_file* file, int flags) {
  if (fault == faulty_disk::fault::broken_sync)
    return SQLITE_IOERR_FSYNC;
  auto result = write_ahead_log.real->xSync(file, flags);
  if (result == SQLITE_OK)
    unsynced = 0;
  return result;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  int refused = refused_write();
  return refused != SQLITE_OK ? refused : database.real->xWrite(file, bytes, size, offset);
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto result = real->xOpen(real, name, file, flags, out_flags);
  if (result != SQLITE_OK || file->pMethods == nullptr)
    return result;
  if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
    return result;
  bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
  auto& own = is_log ? write_ahead_log : database;
  own.real = file->pMethods;
  own.replaced = *own.real;
  own.replaced.xWrite = is_log ? write_log : write_file;
  if (is_log)
    own.replaced.xSync = sync_log;
  file->pMethods = &own.replaced;
  return result;
}

} // namespace

faulty_disk::faulty_disk() {
  real = sqlite3_vfs_find(nullptr);
  shim = *real;
  shim.zName = "faulty";
  shim.pNext = nullptr;
  shim.xOpen = open_file;
  sqlite3_vfs_register(&shim, 1);
  set(fault::none);
  unsynced = 0;
}

faulty_disk::~faulty_disk() {
  sqlite3_vfs_unregister(&shim);
  sqlite3_vfs_register(real, 1);
}

void faulty_disk::set(fault what) {
  mesh::test::fault = what;
}

int faulty_disk::unsynced_writes() {
  return unsynced;
}

} // namespace mesh::test
