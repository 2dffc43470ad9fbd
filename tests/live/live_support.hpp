#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "runtime/live/cell.hpp"
#include "runtime/live/cell_frames.hpp"
#include "tests/support/catch.hpp"

/// A reader of frames that knows docs/reference/live.md and not the writer.
namespace mesh::test {

inline std::uint32_t u32_at(std::string_view frame, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(frame[at + i]);
  return value;
}

struct live_reader {
  std::uint32_t version = 0;
  std::map<agent_id, live::cell> cells;

  /// False when the frame does not fit what it has.
  bool take(std::string_view frame) {
    if (frame.size() < 16 || frame[1] != 1 || frame[2] != 8)
      return false;
    if (frame[0] == 1)
      cells.clear();
    else if (frame[0] != 2 || u32_at(frame, 8) != version)
      return false;
    version = u32_at(frame, 4);
    const auto count = u32_at(frame, 12);
    if (frame.size() != 16 + std::size_t{count} * 8)
      return false;
    for (std::size_t i = 0; i < count; ++i) {
      const auto byte = [&](std::size_t k) {
        return static_cast<std::uint8_t>(frame[16 + i * 8 + k]);
      };
      const live::cell one{byte(0), byte(1), byte(2), byte(3),
                           byte(4), byte(5), byte(6), byte(7)};
      if (one.look == 0xff)
        cells.erase(one.id());
      else
        cells[one.id()] = one;
    }
    return true;
  }

  [[nodiscard]] live::cells all() const {
    live::cells list;
    for (const auto& [id, one] : cells)
      list.push_back(one);
    return list;
  }
};

/// A cell of an active member, with a score of so many quarters.
inline live::cell active_cell(agent_id id, std::uint8_t score = 0) {
  return {id.sector, id.cluster, id.agent, 2U << 6U, score, 0, 0, 0};
}

} // namespace mesh::test
