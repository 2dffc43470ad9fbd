#pragma once
#include <filesystem>
#include <mutex>

#include "actors/coordination/roster.hpp"

namespace mesh {

/// Keeps who has joined and left in a file (T5). Any thread.
class roster_keeper {
public:
  /// Restores what an earlier process left in `data`, unless that is empty.
  /// Throws mesh_failure with what is wrong with the file.
  roster_keeper(const std::filesystem::path& data, roster& who, const topology_config& size);

  /// Writes down what has changed; on the disk when it returns. Nothing to do
  /// without a folder.
  tl::expected<void, error> save();
  /// The same, now and then: what cannot be written is logged once, and tried
  /// again.
  void tick();

private:
  std::filesystem::path file_; // empty: nothing is kept
  roster& who_;
  topology_config size_;
  std::mutex mutex_;
  std::uint64_t saved_ = 0; // the roster's version
  bool failing_ = false;
};

} // namespace mesh
