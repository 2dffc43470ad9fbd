#pragma once
#include <functional>
#include <optional>
#include <utility>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>

#include "messages/message.hpp"
#include "messages/protocol.hpp"

namespace mesh::node {

/// An entry as actors say it to each other. It is encoded only when it leaves the
/// process.
struct parcel {
  entry_kind kind{};
  scope where;              // as link_entry's
  std::uint64_t number = 0; // as the kind's row says
  caf::message content;     // empty: the kind says it all
};

template <class... Ts>
parcel parcel_of(entry_kind kind, const scope& where, std::uint64_t number, Ts&&... content) {
  return {kind, where, number, caf::make_message(std::forward<Ts>(content)...)};
}

/// A message that the node was lent, by its number; null when it has none of that number.
using lent_lookup = std::function<shared_message(std::uint64_t number)>;

/// As it goes over a link. Of a lent scatter only the order is encoded.
link_entry pack(const parcel& said);
/// As actors say it here; the time that it was on its way is taken off (S5). Nothing for
/// what cannot be read, and for what is for no actor.
std::optional<parcel> unpack(const link_entry& e, const lent_lookup& lent = {});

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::parcel)
