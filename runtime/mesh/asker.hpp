#pragma once
#include <functional>

#include <caf/all.hpp>

#include "runtime/mesh/awaited.hpp"

namespace mesh {

/// An actor that asks another one, and tells what it answered, or that it went down. It ends
/// then. Whoever spawns it keeps its handle until there is an answer: else it would go with the
/// promise of the one it asks, and could not say that this one went down.
///
/// It takes arguments and captures nothing: CAF binds a null reference when there are none.
template <class Result, class Handle, class Request>
void asker(caf::event_based_actor* self, const Handle& to,
           const std::function<void(Result)>& done, const Request& what) {
  // An actor that goes down leaves what it promised unanswered.
  self->monitor(to);
  self->set_down_handler([done, self](const caf::down_msg&) {
    done(failed<Result>(went_down<Result>()));
    self->quit();
  });
  self->request(to, caf::infinite, what)
      .then([done](Result& r) { done(std::move(r)); },
            [done](const caf::error&) { done(failed<Result>(went_down<Result>())); });
}

} // namespace mesh
