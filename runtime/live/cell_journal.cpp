#include "runtime/live/cell_journal.hpp"

#include <utility>

#include "runtime/live/cell_frames.hpp"

namespace mesh::live {

bool cell_journal::take(cells now) {
  const auto changed = difference(newest_, now);
  if (version_ > 0 && changed.empty())
    return false;
  const auto base = version_++;
  newest_ = std::move(now);
  counts_ = count(newest_);
  snapshot_ = nullptr;
  if (base == 0)
    return true;
  steps_.push_back({base, std::make_shared<const std::string>(
                              write_frame(delta_kind, version_, base, changed))});
  step_bytes_ += steps_.back().bytes->size();
  const auto most = frame_header_bytes + newest_.size() * sizeof(cell);
  while (step_bytes_ > most) { // a snapshot says the same in less
    step_bytes_ -= steps_.front().bytes->size();
    steps_.pop_front();
  }
  return true;
}

std::vector<cell_journal::frame> cell_journal::since(std::uint32_t version) const {
  std::vector<frame> frames;
  if (version == version_)
    return frames;
  if (!steps_.empty() && steps_.front().base <= version && version < version_) {
    for (const auto& one : steps_)
      if (one.base >= version)
        frames.push_back(one.bytes);
    return frames;
  }
  if (!snapshot_)
    snapshot_ =
        std::make_shared<const std::string>(write_frame(snapshot_kind, version_, 0, newest_));
  frames.push_back(snapshot_);
  return frames;
}

} // namespace mesh::live
