#pragma once
#include <iterator>
#include <memory>
#include <vector>

#include <caf/all.hpp>

#include "messages/type_ids.hpp"

namespace mesh {

/// Asks each of `others` to heal, those that are there, and answers with what
/// they and `own` report. One that goes down meanwhile reports nothing: it is
/// being replaced.
template <class Self>
caf::result<heal_report> heal_all(Self* self, std::vector<caf::actor> others,
                                  const heal_order& order, heal_report own) {
  struct round {
    heal_report report;
    std::size_t awaited = 0;
  };
  std::erase(others, nullptr);
  if (others.empty())
    return own;
  auto promise = self->template make_response_promise<heal_report>();
  auto state = std::make_shared<round>(round{std::move(own), others.size()});
  auto done = [promise, state]() mutable {
    if (--state->awaited == 0)
      promise.deliver(std::move(state->report));
  };
  for (const auto& other : others)
    self->request(other, caf::infinite, order)
        .then(
            [state, done](heal_report& part) mutable {
              state->report.lines.insert(state->report.lines.end(),
                                         std::make_move_iterator(part.lines.begin()),
                                         std::make_move_iterator(part.lines.end()));
              done();
            },
            [done](const caf::error&) mutable { done(); });
  return promise;
}

} // namespace mesh
