#include "runtime/live/cell_frames.hpp"

namespace mesh::live {

namespace {

void put_u32(std::string& to, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    to += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
}

void put_cell(std::string& to, const cell& one) {
  for (const auto byte : {one.sector, one.cluster, one.agent, one.look, one.score, one.drift,
                          one.queue, one.marks})
    to += static_cast<char>(byte);
}

cell gone(cell one) {
  return {one.sector, one.cluster, one.agent, gone_look};
}

} // namespace

std::string write_frame(std::uint8_t kind, std::uint32_t version, std::uint32_t base,
                        const cells& what) {
  std::string frame;
  frame.reserve(frame_header_bytes + what.size() * sizeof(cell));
  frame += static_cast<char>(kind);
  frame += static_cast<char>(layout_version);
  frame += static_cast<char>(sizeof(cell));
  frame += '\0';
  put_u32(frame, version);
  put_u32(frame, base);
  put_u32(frame, static_cast<std::uint32_t>(what.size()));
  for (const auto& one : what)
    put_cell(frame, one);
  return frame;
}

cells difference(const cells& before, const cells& now) {
  cells changed;
  auto was = before.begin();
  for (const auto& one : now) {
    for (; was != before.end() && was->id() < one.id(); ++was)
      changed.push_back(gone(*was));
    const auto known = was != before.end() && was->id() == one.id();
    if (!known || *was != one)
      changed.push_back(one);
    if (known)
      ++was;
  }
  for (; was != before.end(); ++was)
    changed.push_back(gone(*was));
  return changed;
}

} // namespace mesh::live
