#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "actors/work/person/line_keeper.hpp"
#include "runtime/records/chained_file.hpp"

namespace mesh::storage {

/// A chained file that is written by the thread of the store: one sync for all lines that
/// wait.
class kept_lines final : public line_keeper {
public:
  using outcome = tl::expected<void, error>;
  /// Runs a job on the thread that writes; then tells what came of it. Not taken: an error.
  using queue = std::function<outcome(std::function<outcome()> job,
                                      std::function<void(const outcome&)> done)>;

  /// Reads what is there; as chained_file::open.
  static tl::expected<std::unique_ptr<kept_lines>, error>
  open(const std::filesystem::path& path, const std::string& remedy,
       const chained_file::reader& take, queue how);

  void keep(std::string line, std::function<void(const outcome&)> done) override;

private:
  kept_lines(chained_file file, queue how) : file_(std::move(file)), queue_(std::move(how)) {}
  outcome write();
  void refuse(const error& why);

  using waiting = std::pair<std::string, std::function<void(const outcome&)>>;
  chained_file file_; // the writing thread's
  queue queue_;
  std::mutex mutex_;
  std::vector<waiting> waiting_;
};

} // namespace mesh::storage
