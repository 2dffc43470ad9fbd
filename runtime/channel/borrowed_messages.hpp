#pragma once
#include <cstdint>
#include <map>
#include <utility>

#include "messages/message.hpp"
#include "runtime/channel/lent_messages.hpp"

namespace mesh {

/// The messages that this node was lent over its link to the hub, by their numbers
/// (lent_messages). The hub says when one is not needed any more.
class borrowed_messages {
public:
  /// False: there are more than a hub ever lends.
  bool add(std::uint64_t number, shared_message m) {
    if (all_.size() > lent_messages::most_messages)
      return false;
    all_[number] = std::move(m);
    return true;
  }
  void forget(std::uint64_t number) { all_.erase(number); }
  /// A new life of the hub has lent nothing.
  void clear() { all_.clear(); }
  /// Null when there is none of that number.
  [[nodiscard]] shared_message find(std::uint64_t number) const {
    const auto found = all_.find(number);
    return found == all_.end() ? nullptr : found->second;
  }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
  std::map<std::uint64_t, shared_message> all_;
};

} // namespace mesh
