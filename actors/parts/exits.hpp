#pragma once
#include <exception>
#include <functional>
#include <string>

#include <caf/all.hpp>

#include "messages/supervision_messages.hpp"
#include "messages/type_ids.hpp"
#include "supervisors/supervision.hpp"

namespace mesh {

/// The end of an actor, for `supervision`: which kind, and a text for people.
struct actor_end {
  exit_kind kind = exit_kind::normal;
  std::string detail;
};
actor_end end_of(const caf::error& reason, const caf::actor_system& system);

/// An exit reason that carries one of our errors, so that who sees it can tell
/// it from a normal end.
caf::error exit_error(const error& why);

/// For set_exception_handler: keeps the exception's text, which CAF would drop.
caf::error exit_error_of(caf::scheduled_actor* self, std::exception_ptr& thrown);

/// Throws, lets the actor answer nothing any more, or only after a pause each
/// time, as `what` says.
/// `unbecome` takes an actor's newest behaviour off again.
void fail_on_demand(caf::scheduled_actor* self, const fault& what,
                    const std::function<void()>& unbecome);
template <class Self>
void fail_on_demand(Self* self, const fault& what) {
  fail_on_demand(self, what, [self] { self->unbecome(); });
}

} // namespace mesh
