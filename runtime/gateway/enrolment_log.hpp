#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/gateway/enrolment_book.hpp"
#include "runtime/gateway/enrolment_record.hpp"
#include "runtime/records/chained_file.hpp"

namespace mesh::gateway {

/// The file of enrolments, `FOLDER/agents.log` (X1): one line of JSON for each change, with
/// a hash over all before it. It is only added to. Without a folder nothing outlives the
/// process. Not thread safe.
class enrolment_log {
public:
  /// Applies what is there to a book. An empty folder: in memory. `store_corrupt` names the
  /// file, the record and what helps; `io_error`, `store_read_only`.
  static tl::expected<enrolment_log, error> open(const std::filesystem::path& folder,
                                                 enrolment_book& book);
  static std::filesystem::path file_in(const std::filesystem::path& folder) {
    return folder / "agents.log";
  }

  /// On the disk when it returns, with one sync for all; on an error none of them is.
  tl::expected<void, error> append(const std::vector<enrolment_record>& records);

  /// Of a write that a crash had cut off when it was opened, for the process's log; empty:
  /// there was none.
  [[nodiscard]] std::string dropped() const;

private:
  std::optional<storage::chained_file> file_; // none: without a folder
};

} // namespace mesh::gateway
