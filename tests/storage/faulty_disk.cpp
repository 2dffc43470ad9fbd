#include "tests/storage/faulty_disk.hpp"

#include <sqlite3.h>

namespace mesh::test {

namespace {

std::atomic<faulty_disk::fault> fault{faulty_disk::fault::none};
std::atomic<int> unsynced{0};

sqlite3_vfs* real = nullptr;
sqlite3_vfs shim{};
// The real methods of the write-ahead log and of everything else, and the same
// with writing and syncing replaced.
const sqlite3_io_methods* real_methods = nullptr;
sqlite3_io_methods log_methods{};
sqlite3_io_methods file_methods{};

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
  return real_methods->xWrite(file, bytes, size, offset);
}

int sync_log(sqlite3_file* file, int flags) {
  if (fault == faulty_disk::fault::broken_sync)
    return SQLITE_IOERR_FSYNC;
  auto result = real_methods->xSync(file, flags);
  if (result == SQLITE_OK)
    unsynced = 0;
  return result;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  int refused = refused_write();
  return refused != SQLITE_OK ? refused : real_methods->xWrite(file, bytes, size, offset);
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto result = real->xOpen(real, name, file, flags, out_flags);
  if (result != SQLITE_OK || file->pMethods == nullptr)
    return result;
  if (real_methods == nullptr) {
    real_methods = file->pMethods;
    log_methods = file_methods = *real_methods;
    log_methods.xWrite = write_log;
    log_methods.xSync = sync_log;
    file_methods.xWrite = write_file;
  }
  // Another kind of file (no locks, say) has methods of its own: left alone.
  if (file->pMethods == real_methods)
    file->pMethods = (flags & SQLITE_OPEN_WAL) != 0 ? &log_methods : &file_methods;
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
