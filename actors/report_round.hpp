#pragma once
#include <iterator>
#include <memory>
#include <vector>

#include <caf/all.hpp>

#include "messages/type_ids.hpp"

namespace mesh {

inline void merge(heal_report& to, heal_report&& part) {
  to.lines.insert(to.lines.end(), std::make_move_iterator(part.lines.begin()),
                  std::make_move_iterator(part.lines.end()));
}
inline void merge(fault_report& to, fault_report&& part) {
  to.told += part.told;
}

/// Asks each of `others`, those that are there, and answers with what they and
/// `own` report. One that goes down meanwhile reports nothing: it is being
/// replaced.
template <class Self, class Order, class Report>
caf::result<Report> ask_all(Self* self, std::vector<caf::actor> others, const Order& order,
                            Report own) {
  struct round {
    Report report;
    std::size_t awaited = 0;
  };
  std::erase(others, nullptr);
  if (others.empty())
    return own;
  auto promise = self->template make_response_promise<Report>();
  auto state = std::make_shared<round>(round{std::move(own), others.size()});
  auto done = [promise, state]() mutable {
    if (--state->awaited == 0)
      promise.deliver(std::move(state->report));
  };
  for (const auto& other : others)
    self->request(other, caf::infinite, order)
        .then(
            [state, done](Report& part) mutable {
              merge(state->report, std::move(part));
              done();
            },
            [done](const caf::error&) mutable { done(); });
  return promise;
}

} // namespace mesh
