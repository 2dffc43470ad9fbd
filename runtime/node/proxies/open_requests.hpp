#pragma once
#include <cstdint>
#include <map>
#include <utility>

#include <caf/typed_response_promise.hpp>

#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

/// Promises that wait for the answer of another host, by their number.
template <class Report>
class open_requests {
public:
  using promise = caf::typed_response_promise<Report>;
  /// Asks the host that has what `self` stands for; the promise is what `self` answers.
  template <class Self, class Order>
  promise ask(Self self, const way_out& out, entry_kind kind, const Order& order) {
    promise answer = self->template make_response_promise<Report>();
    open_.emplace(out.ask(kind, order, caf::actor_cast<caf::actor>(self)), answer);
    return answer;
  }
  /// An answer nobody waits for is none.
  void answer(std::uint64_t number, Report report) {
    auto found = open_.find(number);
    if (found == open_.end())
      return;
    auto p = std::move(found->second);
    open_.erase(found);
    p.deliver(std::move(report));
  }
  /// Nobody will answer any of them.
  void answer_all(const Report& report) {
    for (auto& [number, p] : std::exchange(open_, {}))
      p.deliver(report);
  }
  [[nodiscard]] bool awaits(std::uint64_t number) const { return open_.contains(number); }

private:
  std::map<std::uint64_t, promise> open_;
};

} // namespace mesh::node
