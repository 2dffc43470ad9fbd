#include "runtime/channel/receive_window.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace mesh {

receive_window::receive_window(const links_config& cfg)
    : most_(static_cast<std::uint32_t>(cfg.credit_entries)),
      most_bytes_(static_cast<std::size_t>(cfg.bytes)) {
  allow();
}

void receive_window::allow() {
  limit_ = std::max(limit_, arrived_ + std::min(most_, room_.value_or(most_)));
}

void receive_window::room(std::uint32_t entries) {
  room_ = entries;
  allow();
}

/// Slices come in order, each at least once: those that are here already are no
/// news. True when the entry is whole, and in the batch.
bool receive_window::put_together(link_batch& b) {
  if (b.first != arrived_ + 1 || limit_ == arrived_)
    return true; // counted as any other
  if (b.slice_of > most_bytes_) {
    ++counts_.oversized;
    return false;
  }
  auto& last = b.entries.front();
  const auto have = slices_.size(); // a second time they may be of other lengths
  if (b.slice_at <= have && b.slice_at + last.body.size() > have)
    slices_.append(last.body, have - b.slice_at);
  if (slices_.size() < b.slice_of)
    return false;
  last.body = std::exchange(slices_, {});
  return true;
}

std::vector<link_entry> receive_window::take(link_batch&& b) {
  const std::uint64_t count = b.entries.size();
  if (count == 0 || (b.slice_of > 0 && !put_together(b)))
    return {};
  if (b.first == 0 || b.first > arrived_ + 1
      || b.first > std::numeric_limits<std::uint64_t>::max() - count) {
    counts_.early += count;
    return {};
  }
  const auto known = std::min(count, arrived_ + 1 - b.first);
  const auto fresh = std::min(count - known, limit_ - arrived_);
  counts_.duplicates += known;
  counts_.received += fresh;
  counts_.over_credit += count - known - fresh;
  arrived_ += fresh;
  if (fresh > 0)
    slices_.clear(); // of what comes next there are none yet
  if (room_)
    *room_ -= static_cast<std::uint32_t>(std::min<std::uint64_t>(*room_, fresh));
  allow();
  if (fresh == count)
    return std::move(b.entries);
  auto from = b.entries.begin() + static_cast<std::ptrdiff_t>(known);
  return {std::make_move_iterator(from),
          std::make_move_iterator(from + static_cast<std::ptrdiff_t>(fresh))};
}

void receive_window::new_peer_session() {
  arrived_ = limit_ = 0;
  slices_.clear();
  allow();
}

} // namespace mesh
