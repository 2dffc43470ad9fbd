#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "runtime/base/hex.hpp"

namespace mesh::storage {

/// A SHA-256.
using digest = std::array<std::uint8_t, 32>;

/// Of the texts one after the other, with nothing between them.
digest sha256(std::initializer_list<std::string_view> texts);

inline std::string_view bytes_of(const digest& d) {
  return {reinterpret_cast<const char*>(d.data()), d.size()};
}
using mesh::to_hex;

} // namespace mesh::storage
