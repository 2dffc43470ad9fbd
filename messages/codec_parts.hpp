#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// Readers that the codecs of several files share. Each is false for
/// what means nothing, and leaves something in `to` all the same.
namespace mesh::codec {

/// Lists are the only thing that takes more memory than bytes on the wire, up to
/// a hundred times as much: what has some and is small at all times is not even
/// looked at when it is not.
inline constexpr std::size_t small_body = 1 << 20;
inline constexpr std::size_t listing_body = 1 << 24;
/// No mesh has more agents (T1).
inline constexpr auto agents_end = std::uint32_t{max_children * max_children * max_children};

template <class Pb>
bool parse(std::string_view bytes, Pb& pb, std::size_t most = INT32_MAX) {
  return bytes.size() <= most
         && pb.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

/// Whether none of the texts is longer, in bytes.
template <class... Texts>
bool within(std::size_t most, const Texts&... texts) {
  return ((texts.size() <= most) && ...);
}

template <class... Numbers>
bool finite(Numbers... numbers) {
  return (std::isfinite(numbers) && ...);
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
  to = agent_id::unpack(packed % agents_end);
  return packed < agents_end;
}

template <class List>
bool read_agents(const List& from, std::vector<agent_id>& to) {
  bool good = from.size() <= static_cast<int>(agents_end);
  to.clear();
  if (good)
    to.resize(static_cast<std::size_t>(from.size()));
  for (std::size_t i = 0; i < to.size(); ++i)
    good &= read_agent(from[static_cast<int>(i)], to[i]);
  return good;
}

inline bool read_scope(std::string_view text, scope& to) {
  auto where = parse_scope(text);
  if (where)
    to = *where;
  return where.has_value();
}

/// Longer spans would not fit the clock.
inline constexpr auto longest_us =
    std::chrono::duration_cast<microseconds>(longest_span).count();

inline std::int64_t to_us(duration span) {
  return std::clamp(std::chrono::duration_cast<microseconds>(span).count(), -longest_us,
                    longest_us);
}

inline bool read_span(std::int64_t us, duration& to) {
  to = microseconds(std::clamp(us, -longest_us, longest_us));
  return us >= -longest_us && us <= longest_us;
}

/// A moment as its age (S5): 0 for one that never was, else one more than the
/// microseconds since. A moment to come is now.
inline std::uint64_t age_of(time_point moment, time_point now) {
  return moment == time_point{}
             ? 0
             : 1 + static_cast<std::uint64_t>(std::max<std::int64_t>(to_us(now - moment), 0));
}

inline bool read_age(std::uint64_t age, time_point now, time_point& to) {
  constexpr auto oldest = static_cast<std::uint64_t>(longest_us) + 1;
  to = {};
  if (age > 0 && age <= oldest)
    to = now - microseconds(static_cast<std::int64_t>(age) - 1);
  if (age > 0 && to == time_point{})
    to -= microseconds(1); // it was, and must not read as if it had not
  return age <= oldest;
}

} // namespace mesh::codec
