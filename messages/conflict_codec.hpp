#pragma once
#include <string>
#include <string_view>

#include "messages/conflict.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// A conflict on its way to the log of another host (K1), and how long ago its
/// lead reported it (S5).
struct aged_conflict {
  conflict_record record;
  duration age{};
  bool operator==(const aged_conflict&) const = default;
};

/// As in messages/codec.hpp. The log has a form of its own, which is hashed and
/// therefore never grows (runtime/records/conflict_entry.hpp); this one does.
std::string encode(const conflict_record& r, duration age);
bool decode(std::string_view bytes, aged_conflict& out);

} // namespace mesh
