#include "runtime/node/protocol/parcel.hpp"

#include "messages/codec.hpp"
#include "messages/interfaces.hpp"
#include "messages/link_bodies.hpp"
#include "messages/type_ids.hpp"

namespace mesh::node {

namespace {

/// The form of an order that goes with a message, on the link.
template <class Order>
struct pair_on_link;
template <>
struct pair_on_link<scatter_order> {
  using type = link_scatter;
};
template <>
struct pair_on_link<post_order> {
  using type = link_post;
};

template <entry_kind Kind>
constexpr bool is_plain_to_actors = row<Kind>::form
                                    == body_form::plain&& is_for_actors(row<Kind>::to);

template <entry_kind Kind>
std::string body_of(const caf::message& content) {
  using type = typename row<Kind>::type;
  constexpr auto form = row<Kind>::form;
  if constexpr (form == body_form::shared)
    return encode(*content.get_as<wire<type>>(0));
  else if constexpr (is_plain_to_actors<Kind>)
    return encode(content.get_as<type>(0));
  else if constexpr (form == body_form::with_message)
    return encode(*content.get_as<wire<message>>(0), *content.get_as<wire<type>>(1));
  else if constexpr (form == body_form::with_lent)
    return encode(*content.get_as<wire<type>>(1));
  else
    return {};
}

template <entry_kind Kind>
std::optional<caf::message> content_of(const link_entry& e, const lent_lookup& lent) {
  using type = typename row<Kind>::type;
  constexpr auto form = row<Kind>::form;
  if constexpr (form == body_form::handle) {
    return caf::message();
  } else if constexpr (form == body_form::numbered) {
    return caf::make_message(type{e.number});
  } else if constexpr (form == body_form::shared) {
    type read;
    if (decode(e.body, read))
      return caf::make_message(wire<type>(std::move(read)));
  } else if constexpr (is_plain_to_actors<Kind>) {
    type read;
    if (decode(e.body, read))
      return caf::make_message(std::move(read));
  } else if constexpr (form == body_form::with_message) {
    typename pair_on_link<type>::type read;
    if (decode(e.body, read)) {
      take_off(read.order, e.waited);
      return caf::make_message(wire<message>(std::move(read.what)),
                               wire<type>(std::move(read.order)));
    }
  } else if constexpr (form == body_form::with_lent) {
    type order;
    auto what = lent ? lent(e.number) : nullptr;
    if (what && decode(e.body, order)) {
      take_off(order, e.waited);
      return caf::make_message(wire<message>(std::move(what)), wire<type>(std::move(order)));
    }
  }
  return std::nullopt;
}

} // namespace

link_entry pack(const parcel& said) {
  link_entry e{said.kind, said.where, said.number, {}, {}};
  switch (said.kind) {
#define MESH_PACK(name, ...)                                                                   \
  case entry_kind::name:                                                                       \
    e.body = body_of<entry_kind::name>(said.content);                                          \
    break;
    MESH_PROTOCOL(MESH_PACK)
#undef MESH_PACK
  }
  return e;
}

std::optional<parcel> unpack(const link_entry& e, const lent_lookup& lent) {
  std::optional<caf::message> content;
  switch (e.kind) {
#define MESH_UNPACK(name, ...)                                                                 \
  case entry_kind::name:                                                                       \
    content = content_of<entry_kind::name>(e, lent);                                           \
    break;
    MESH_PROTOCOL(MESH_UNPACK)
#undef MESH_UNPACK
  }
  if (!content)
    return std::nullopt;
  return parcel{e.kind, e.where, e.number, std::move(*content)};
}

} // namespace mesh::node
