#pragma once
#include <cstdint>
#include <string>

namespace mesh {

/// `2026-11-21T12:02:50.123Z`.
std::string utc(std::uint64_t at_ms);

} // namespace mesh
