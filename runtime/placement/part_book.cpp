#include "runtime/placement/part_book.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

part_book::part_book(const placement_config& cfg, int sectors,
                     const std::vector<stored_part>& stored)
    : sectors_(static_cast<std::size_t>(sectors)) {
  for (int i = 0; i < sectors; ++i)
    parts_.push_back({sector_id{static_cast<std::uint8_t>(i)}});
  auto add_cluster = [this](cluster_id cluster, const std::string& wanted) {
    if (find(cluster) != nullptr)
      return;
    parts_.push_back({cluster, wanted});
    std::sort(parts_.begin() + static_cast<std::ptrdiff_t>(sectors_), parts_.end(),
              [](const part_entry& l, const part_entry& r) { return l.what < r.what; });
  };
  for (const auto& [cluster, wanted] : cfg.clusters)
    add_cluster(cluster.cluster(), wanted);
  for (const auto& s : stored)
    if (s.what.is_cluster())
      add_cluster(s.what.cluster(), {});
}

bool part_book::recall(const std::vector<stored_part>& stored) {
  auto somebody = false;
  for (const auto& s : stored)
    if (auto* mine = find(s.what)) {
      mine->epoch = s.epoch;
      mine->holder = s.node;
      mine->how = s.node.empty() ? tenure::nobody : tenure::awaited;
      somebody = somebody || !s.node.empty();
    }
  for (const auto& c : parts_)
    if (c.what.is_cluster() && c.epoch == 0)
      if (auto* sector = find(c.what.sector()))
        sector->divided = sector->epoch > 0;
  return somebody;
}

std::vector<stored_part> part_book::stored() const {
  std::vector<stored_part> all;
  for (const auto& part : parts_)
    all.push_back({part.what, part.holder, part.epoch});
  return all;
}

const part_entry* part_book::find(const placed_part& what) const {
  if (!what.is_cluster())
    return what.sector().sector < sectors_ ? &parts_[what.sector().sector] : nullptr;
  auto first = parts_.begin() + static_cast<std::ptrdiff_t>(sectors_);
  auto found = std::ranges::lower_bound(first, parts_.end(), what, {}, &part_entry::what);
  return found != parts_.end() && found->what == what ? &*found : nullptr;
}

part_entry* part_book::find(const placed_part& what) {
  return const_cast<part_entry*>(std::as_const(*this).find(what));
}

placed_part part_book::part_of(cluster_id cluster) const {
  return find(cluster) != nullptr ? placed_part(cluster) : placed_part(cluster.parent());
}

std::vector<cluster_id> part_book::detached(sector_id sector) const {
  std::vector<cluster_id> all;
  for (auto i = sectors_; i < parts_.size(); ++i)
    if (parts_[i].what.sector() == sector)
      all.push_back(parts_[i].what.cluster());
  return all;
}

std::string part_book::holder(const placed_part& what) const {
  const auto* part = find(what);
  return part != nullptr && part->served() ? part->holder : std::string();
}

std::uint64_t part_book::epoch(const placed_part& what) const {
  const auto* part = find(what);
  return part != nullptr ? part->epoch : 0;
}

bool part_book::was_ever_given() const {
  return std::ranges::any_of(parts_, [](const part_entry& s) { return s.epoch > 0; });
}

bool part_book::serves_any(const std::string& node) const {
  return std::ranges::any_of(
      parts_, [&](const part_entry& s) { return s.served() && s.holder == node; });
}

void part_book::release(part_entry& part) {
  part.how = tenure::nobody;
  part.holder.clear();
}

void part_book::release_all_of(const std::string& node) {
  for (auto& s : parts_)
    if (s.holder == node)
      release(s);
}

void part_book::await(const std::string& node) {
  for (auto& s : parts_)
    if (s.served() && s.holder == node)
      s.how = tenure::awaited;
}

} // namespace mesh
