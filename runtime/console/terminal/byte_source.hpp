#pragma once
#include <cstddef>
#include <string>

namespace mesh::console {

/// Bytes from a descriptor, one at a time, until Ctrl-C is pressed.
class byte_source {
public:
  enum class status { byte, end_of_file, interrupted };

  /// `keep` bytes may be read ahead; 1 on a terminal, whose mode changes.
  explicit byte_source(int descriptor, std::size_t keep = 1)
      : descriptor_(descriptor), keep_(keep) {}
  /// The next byte. A pending interrupt is reported, and left for the caller
  /// to consume.
  status next(char& byte);

private:
  int descriptor_;
  std::size_t keep_;
  std::string buffer_;
  std::size_t used_ = 0;
};

} // namespace mesh::console
