#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "actors/chains/chain_keeper.hpp"
#include "actors/work/process/unique_fd.hpp"

namespace mesh {

/// V8: the file of chains, `FOLDER/chains.log`. While it is open, records are only added. Each
/// has its length and a checksum before it; one that a crash has cut off at the end is dropped.
///
/// Writes go through the store's commit queue: one sync serves all records that wait. What
/// the disk does not take waits in memory and is tried again with the next record.
class chain_log final : public chain_keeper {
public:
  using outcome = tl::expected<void, error>;
  /// Runs a job on the thread that writes; then tells what came of it. Not taken: an error.
  using queue = std::function<outcome(std::function<outcome()> job,
                                      std::function<void(const outcome&)> done)>;

  /// Reads what is there. `store_corrupt` when a record in the middle is damaged.
  static tl::expected<std::unique_ptr<chain_log>, error>
  open(const std::filesystem::path& folder, queue how);

  /// Whether a file is what was written, also beside the process that writes to it.
  static outcome check(const std::filesystem::path& file);
  static std::filesystem::path file_in(const std::filesystem::path& folder) {
    return folder / "chains.log";
  }

  /// Puts these in place of all that was read. Before the first keep().
  outcome replace(const std::vector<chain_record>& records);
  /// What was read, once.
  [[nodiscard]] std::vector<chain_record> take_records() { return std::move(records_); }
  void keep(const chain_record& what, written done) override;

private:
  chain_log(std::filesystem::path path, queue how)
      : path_(std::move(path)), queue_(std::move(how)) {}
  outcome open_file();
  outcome read();
  outcome write_waiting();

  std::filesystem::path path_;
  queue queue_;
  unique_fd file_;
  std::size_t size_ = 0; // of whole records; the writing thread's
  std::vector<chain_record> records_;
  std::mutex mutex_;
  std::string waiting_; // for the disk
};

} // namespace mesh
