#pragma once
#include <atomic>

/// A disk that fails when it is told to, under all databases opened while one
/// of these lives. It also knows whether what was written was synced.
namespace mesh::test {

class faulty_disk {
public:
  enum class fault : int { none, full, broken_write, broken_sync };

  faulty_disk();
  ~faulty_disk();
  faulty_disk(const faulty_disk&) = delete;
  faulty_disk& operator=(const faulty_disk&) = delete;

  static void set(fault what);
  /// Writes to the write-ahead log since its last sync.
  static int unsynced_writes();
};

} // namespace mesh::test
