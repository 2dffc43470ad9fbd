#pragma once
#include <string>
#include <string_view>

namespace mesh {

/// Body of a `drop_sector` entry: how long what goes on there may take to end (T5).
struct part_drop {
  double drain_ms = 0; // 0: it is stopped at once
  bool operator==(const part_drop&) const = default;
};

/// As in messages/codec.hpp. The time is finite and not negative; of an older hub it is 0.
std::string encode(const part_drop& d);
bool decode(std::string_view bytes, part_drop& out);

} // namespace mesh
