#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/process/unique_fd.hpp"
#include "messages/errors.hpp"
#include "runtime/records/digest.hpp"

namespace mesh::storage {

/// A file to which lines of text are only added. Each has its length and a SHA-256 before it
/// that covers it and, by their hashes, all lines before: a line that was changed, moved,
/// added or removed breaks the chain there. Lines removed at the end leave a shorter chain,
/// which the file alone cannot know.
///
/// A write that a crash has cut off at the end holds no whole line, and is dropped. Nobody
/// was told that it was kept.
class chained_file {
public:
  /// Handed each line in turn; its error ends the reading.
  using reader = std::function<tl::expected<void, error>(std::string_view line)>;

  /// The good part of a file.
  struct contents {
    std::uint64_t lines = 0;
    digest head{};              // of the last line; zeros: there is none
    std::size_t size = 0;       // in bytes
    std::size_t unfinished = 0; // bytes behind it that a crash has left
  };

  /// Reads what is there, drops what is unfinished, and makes the file when there is none: for
  /// its owner only. `store_corrupt` names the file and the line, and `remedy`.
  static tl::expected<chained_file, error> open(const std::filesystem::path& path,
                                                const std::string& remedy, const reader& take);
  /// The same without changing anything, also beside the process that writes.
  static tl::expected<contents, error> check(const std::filesystem::path& path,
                                             const std::string& remedy, const reader& take);

  /// On the disk when it returns; one sync for all. On an error none of them is. A line
  /// holds no line end, and not more than `longest_line` bytes (`payload_too_large`).
  tl::expected<void, error> append(const std::vector<std::string>& lines);
  static constexpr std::size_t longest_line = std::size_t{1} << 20;

  /// With what was unfinished when it was opened.
  [[nodiscard]] const contents& now() const { return now_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  chained_file() = default;
  std::filesystem::path path_;
  unique_fd file_;
  contents now_;
};

} // namespace mesh::storage
