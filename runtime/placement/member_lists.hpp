#pragma once
#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "messages/link_batch.hpp"

namespace mesh {

/// A process of a node that has a say in whether the hub is gone (majority.hpp).
struct mesh_member {
  std::string name;
  session_id session = 0; // 0: of an older hub, which did not write it down
  auto operator<=>(const mesh_member&) const = default;
};

/// The nodes of which more than half know whether the hub is gone (majority.hpp).
struct member_list {
  std::uint64_t number = 0; // counts up, also over restarts of the hub
  std::vector<mesh_member> members;
  bool operator==(const member_list&) const = default;
};

/// All lists that some node may still go by, oldest first; never empty.
class member_lists {
public:
  member_lists() : all_(1) {}
  explicit member_lists(std::vector<member_list> all) : all_(std::move(all)) {
    if (all_.empty())
      all_.emplace_back();
  }

  [[nodiscard]] const member_list& newest() const { return all_.back(); }
  [[nodiscard]] const std::vector<member_list>& all() const { return all_; }
  /// A new list, unless these are the members already.
  void set(std::vector<mesh_member> members) {
    if (members != newest().members)
      all_.push_back({newest().number + 1, std::move(members)});
  }
  /// One of another life of the hub, that some node goes by.
  void learn(const member_list& other) {
    if (std::ranges::find(all_, other) == all_.end())
      all_.insert(std::ranges::upper_bound(all_, other.number, {}, &member_list::number),
                  other);
  }
  /// Nobody goes by an older one any more.
  void forget_before(std::uint64_t number) {
    auto newest = all_.end() - 1;
    all_.erase(all_.begin(), std::find_if(all_.begin(), newest, [&](const member_list& l) {
                 return l.number >= number;
               }));
  }

private:
  std::vector<member_list> all_;
};

} // namespace mesh
