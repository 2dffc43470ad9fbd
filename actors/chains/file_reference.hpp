#pragma once
#include <string>
#include <string_view>

namespace mesh {

/// A file that agents pass on instead of its bytes: its path, or a line as `sha256sum` prints
/// it.
struct file_reference {
  std::string path;
  std::string sha256; // 64 small hexadecimal digits, or empty: any content will do
  bool operator==(const file_reference&) const = default;
};
/// A line end at the end of the text does not count.
file_reference parse_file_reference(std::string_view text);

} // namespace mesh
