#pragma once
#include <caf/event_based_actor.hpp>

#include "messages/link_batch.hpp"
#include "messages/wire.hpp"

/// What an entry says, as the message that it is inside a process. Each is false
/// for a body that cannot be read.
namespace mesh::node {

/// To nobody: read all the same.
template <class T, class Handle>
bool hand_on(caf::event_based_actor* self, const Handle& to, const link_entry& e) {
  T what;
  if (!decode(e.body, what))
    return false;
  if (to)
    self->send(to, std::move(what));
  return true;
}

/// The same for what also may leave a process (messages/wire.hpp).
template <class T, class Handle>
bool hand_on_wired(caf::event_based_actor* self, const Handle& to, const link_entry& e) {
  T what;
  if (!decode(e.body, what))
    return false;
  if (to)
    self->send(to, wire<T>(std::move(what)));
  return true;
}

} // namespace mesh::node
