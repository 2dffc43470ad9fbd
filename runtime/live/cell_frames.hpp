#pragma once
#include <cstdint>
#include <string>

#include "runtime/live/cell.hpp"

namespace mesh::live {

inline constexpr std::uint8_t snapshot_kind = 1;
inline constexpr std::uint8_t delta_kind = 2;
inline constexpr std::uint8_t layout_version = 1;
inline constexpr std::size_t frame_header_bytes = 16;
/// The look of a cell in a delta whose agent is not there any more.
inline constexpr std::uint8_t gone_look = 0xff;

/// A binary frame: the header, then the cells. `base`: the version that a delta changes.
std::string write_frame(std::uint8_t kind, std::uint32_t version, std::uint32_t base,
                        const cells& what);

/// The cells that differ, those that are gone with `gone_look`. Both in order of ids.
cells difference(const cells& before, const cells& now);

} // namespace mesh::live
