#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include <caf/actor.hpp>

#include "messages/errors.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/protocol/hub_messages.hpp"

namespace mesh::node {

/// Questions of this host's proxies to other hosts that are not answered yet. Each
/// question is answered at most once: by the host that it went to, or with the reason why
/// it will not answer.
class open_questions {
public:
  void add(std::uint64_t number, caf::actor asked_by, const placed_part& of) {
    open_[number] = {std::move(asked_by), of};
  }
  /// An answer that nobody waits for is none.
  void answer(const link_entry& e) { settle(e.number, {e.kind, e.number, e.body}); }
  void refuse(std::uint64_t number, const error& why) {
    settle(number, {entry_kind::refused, number, encode(why)});
  }
  /// All that `which` holds of, by the part that was asked.
  void refuse_all(const std::function<bool(const placed_part&)>& which, const error& why) {
    for (auto i = open_.begin(); i != open_.end();) {
      const auto mine = i++;
      if (which(mine->second.of))
        refuse(mine->first, why);
    }
  }
  /// Their proxies are gone, too.
  void forget(const std::function<bool(const placed_part&)>& which) {
    std::erase_if(open_, [&](const auto& one) { return which(one.second.of); });
  }
  [[nodiscard]] std::size_t size() const { return open_.size(); }

private:
  struct question {
    caf::actor asked_by;
    placed_part of;
  };
  void settle(std::uint64_t number, link_answer answer) {
    const auto found = open_.find(number);
    if (found == open_.end())
      return;
    caf::anon_send(found->second.asked_by, std::move(answer));
    open_.erase(found);
  }
  std::map<std::uint64_t, question> open_;
};

} // namespace mesh::node
