#include "runtime/records/memory_log.hpp"

#include <algorithm>
#include <tuple>

namespace mesh::storage {

namespace {

bool matches(const logged_conflict& c, const conflict_filter& filter) {
  const auto& record = c.entry.record;
  return (!filter.from_ms || record.at_ms >= *filter.from_ms)
         && (!filter.until_ms || record.at_ms < *filter.until_ms)
         && filter.where.contains(record.agent)
         && (!filter.type || record.what.type == *filter.type)
         && c.entry.priority >= filter.min_priority
         && (!filter.unresolved_only || !c.resolution);
}

error unknown(message_id id) {
  return {errc::unknown_target, "there is no conflict " + to_string(id),
          "the list of conflicts shows their ids"};
}

} // namespace

std::optional<logged_conflict> memory_log::append(conflict_entry entry) {
  std::optional<logged_conflict> oldest;
  if (all_.size() >= bound_) {
    oldest = std::move(all_.front());
    all_.pop_front();
    seq_of_.erase(oldest->entry.record.id);
  }
  seq_of_.emplace(entry.record.id, ++last_);
  all_.push_back({last_, std::move(entry), {}});
  return oldest;
}

logged_conflict* memory_log::at(message_id id) {
  auto found = seq_of_.find(id);
  return found == seq_of_.end() ? nullptr : &all_[found->second - all_.front().seq];
}

tl::expected<void, error> memory_log::resolve(conflict_resolution resolution) {
  auto* found = at(resolution.conflict);
  if (found == nullptr)
    return tl::unexpected(unknown(resolution.conflict));
  if (found->resolution)
    return tl::unexpected(
        error{errc::invalid_argument,
              "conflict " + to_string(resolution.conflict) + " was resolved before"});
  found->resolution = std::move(resolution);
  return {};
}

conflict_page memory_log::query(const conflict_filter& filter) const {
  std::vector<const logged_conflict*> found;
  for (const auto& one : all_)
    if (matches(one, filter))
      found.push_back(&one);
  auto newer = [](const logged_conflict* a, const logged_conflict* b) {
    return std::tie(a->entry.record.at_ms, a->seq) > std::tie(b->entry.record.at_ms, b->seq);
  };
  std::ranges::sort(found, newer);
  conflict_page page;
  page.total = found.size();
  found.resize(std::min({found.size(), filter.limit, largest_page}));
  for (const auto* one : found)
    page.records.push_back(*one);
  return page;
}

tl::expected<logged_conflict, error> memory_log::find(message_id id) const {
  auto found = seq_of_.find(id);
  if (found == seq_of_.end())
    return tl::unexpected(unknown(id));
  return all_[found->second - all_.front().seq];
}

} // namespace mesh::storage
