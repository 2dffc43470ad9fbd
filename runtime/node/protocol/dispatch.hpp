#pragma once
#include <utility>

#include "messages/protocol.hpp"

/// Gives entries that are for a host itself to the part that takes them.
namespace mesh::node {

/// `receiver.take(row<kind>(), body, entry)` for an entry that is for `To`, with its body
/// decoded; without a body when it has none. `sent` is when the entry was sent, by the
/// clock of here. False for what cannot be read, and for what is not for `To`.
template <link_end To, entry_kind Kind, class Receiver>
bool dispatch_as(Receiver& receiver, const link_entry& e, time_point sent) {
  using type = typename row<Kind>::type;
  constexpr auto form = row<Kind>::form;
  if constexpr (!includes(row<Kind>::to, To) || form == body_form::envelope
                || form == body_form::answer) {
    return false;
  } else if constexpr (form == body_form::empty) {
    receiver.take(row<Kind>(), e);
    return true;
  } else {
    type body;
    if constexpr (form == body_form::aged) {
      if (!decode(e.body, sent, body))
        return false;
    } else if (!decode(e.body, body)) {
      return false;
    }
    receiver.take(row<Kind>(), std::move(body), e);
    return true;
  }
}

template <link_end To, class Receiver>
bool dispatch(Receiver& receiver, const link_entry& e, time_point now) {
  const auto sent = now - e.waited;
  switch (e.kind) {
#define MESH_DISPATCH(name, ...)                                                               \
  case entry_kind::name:                                                                       \
    return dispatch_as<To, entry_kind::name>(receiver, e, sent);
    MESH_PROTOCOL(MESH_DISPATCH)
#undef MESH_DISPATCH
  }
  return false;
}

} // namespace mesh::node
