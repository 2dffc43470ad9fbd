#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mesh {

/// `2026-11-21T12:02:50.123Z`.
std::string utc(std::uint64_t at_ms);
/// `2026-12-01 12:00`, with `T` for the blank and seconds if need be, and `Z` or an offset such
/// as `+01:00` at its end; without one it is UTC. None: it is no time, or before 1970.
std::optional<std::uint64_t> parse_time(std::string_view text);

} // namespace mesh
