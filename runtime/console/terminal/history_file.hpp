#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"

namespace mesh::console {

/// Lines typed before, one each, oldest first. Only its owner can read
/// the file (0600). It keeps the newest `most_lines`.
class history_file {
public:
  static constexpr std::size_t longest_line = 4'096; // bytes; longer ones are not kept

  history_file(std::filesystem::path path, std::size_t most_lines)
      : path_(std::move(path)), most_lines_(most_lines) {}

  /// `$XDG_STATE_HOME/mesh/history`, or `~/.local/state/mesh/history`; nothing
  /// when neither is known.
  static std::optional<std::filesystem::path> default_path();

  /// The lines kept so far; none when there is no file yet. Drops what is
  /// beyond the bound from the file. `errc::io_error` when it cannot be read.
  tl::expected<std::vector<std::string>, error> load() const;
  /// Adds a line, at once and for good. `errc::io_error` when it cannot be written.
  tl::expected<void, error> append(std::string_view line) const;

private:
  [[nodiscard]] tl::expected<void, error> replace(const std::vector<std::string>& lines) const;
  std::filesystem::path path_;
  std::size_t most_lines_;
};

} // namespace mesh::console
