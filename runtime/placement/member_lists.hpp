#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mesh {

/// The nodes of which more than half know whether the hub is gone (majority.hpp).
struct member_list {
  std::uint64_t number = 0; // counts up, also over restarts of the hub
  std::vector<std::string> names;
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
  void set(std::vector<std::string> names) {
    if (names != newest().names)
      all_.push_back({newest().number + 1, std::move(names)});
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
