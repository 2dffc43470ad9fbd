#include "actors/parts/work_beside.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

void work_beside::put(piece one) {
  if (!pieces_)
    pieces_ = std::make_unique<pieces>();
  const auto run = one.run;
  pieces_->insert_or_assign(run, std::move(one));
}

const work_beside::piece* work_beside::find(message_id id) const {
  if (!pieces_)
    return nullptr;
  const auto found = std::ranges::find_if(
      *pieces_, [&](const auto& one) { return one.second.item.what.what->id == id; });
  return found == pieces_->end() ? nullptr : &found->second;
}

bool work_beside::has(message_id id) const {
  return find(id) != nullptr;
}

std::optional<work_beside::piece> work_beside::take(std::uint64_t run) {
  if (!pieces_)
    return std::nullopt;
  const auto found = pieces_->find(run);
  if (found == pieces_->end())
    return std::nullopt;
  auto one = std::move(found->second);
  pieces_->erase(found);
  return one;
}

std::optional<work_beside::piece> work_beside::take(message_id id) {
  const auto* found = find(id);
  return found == nullptr ? std::nullopt : take(found->run);
}

std::vector<work_beside::piece> work_beside::take_all() {
  std::vector<piece> all;
  if (const auto taken = std::exchange(pieces_, nullptr))
    for (auto& [run, one] : *taken)
      all.push_back(std::move(one));
  return all;
}

std::vector<message_id> work_beside::ids() const {
  std::vector<message_id> all;
  if (pieces_)
    for (const auto& [run, one] : *pieces_)
      all.push_back(one.item.what.what->id);
  return all;
}

in_hand work_beside::oldest() const {
  if (size() == 0)
    return {};
  const auto& one = pieces_->begin()->second;
  in_hand holds;
  holds.what = one.item.what.what->id;
  holds.since = one.started;
  return holds;
}

} // namespace mesh
