#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// What the codecs of several files read in the same way. Each is false for
/// what means nothing, and leaves something in `to` all the same.
namespace mesh::codec {

template <class Pb>
bool parse(std::string_view bytes, Pb& pb) {
  return bytes.size() <= INT32_MAX
         && pb.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

template <class Enum>
bool read_enum(std::uint32_t value, Enum last, Enum& to) {
  to = static_cast<Enum>(value);
  return value <= static_cast<std::uint32_t>(last);
}

inline bool read_state(std::int32_t value, trinary& to) {
  to = static_cast<trinary>(value);
  return value >= -1 && value <= 1;
}

inline bool read_agent(std::uint32_t packed, agent_id& to) {
  constexpr auto agents_end = std::uint32_t{max_children * max_children * max_children};
  to = agent_id::unpack(packed % agents_end);
  return packed < agents_end;
}

/// Longer spans would not fit the clock.
inline bool read_span(std::int64_t us, duration& to) {
  constexpr auto longest = std::chrono::duration_cast<microseconds>(longest_span).count();
  to = microseconds(std::clamp(us, -longest, longest));
  return us >= -longest && us <= longest;
}

} // namespace mesh::codec
