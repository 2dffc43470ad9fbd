#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// Numbers in the files of the store: least byte first, on every machine.
namespace mesh::storage {

inline std::string little_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i)
    text += static_cast<char>(number >> (8 * i));
  return text;
}

/// Of eight bytes at most.
inline std::uint64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 8; ++i)
    number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return number;
}

} // namespace mesh::storage
