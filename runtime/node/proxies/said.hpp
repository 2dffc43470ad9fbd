#pragma once
#include <cstdint>
#include <tuple>
#include <type_traits>

#include <caf/replies_to.hpp>
#include <caf/result.hpp>
#include <caf/typed_actor.hpp>

#include "messages/interfaces.hpp"
#include "messages/type_ids.hpp"
#include "runtime/node/protocol/parcel.hpp"

/// The behaviour of a proxy, made of the protocol table: each clause of the handle that
/// has a row between these two ends goes out; the others are for the real actor, and are
/// said where that is.
namespace mesh::node {

/// Whether actors say `Kind` with these arguments.
template <entry_kind Kind, class... In>
constexpr bool is_said_as() {
  using type = typename row<Kind>::type;
  using said = std::tuple<In...>;
  switch (row<Kind>::form) {
  case body_form::shared:
    return std::is_same_v<said, std::tuple<wire<type>>>;
  case body_form::plain:
  case body_form::numbered:
  case body_form::handle:
    return std::is_same_v<said, std::tuple<type>>;
  case body_form::with_message:
    return std::is_same_v<said, std::tuple<wire<message>, wire<type>>>;
  default:
    return false;
  }
}

/// The kind that `From` says to `To` with these arguments; 0 when there is none.
template <link_end From, link_end To, class... In>
constexpr entry_kind kind_said() { // NOLINT(readability-function-cognitive-complexity): rows
  entry_kind found{};
#define MESH_SAID(name, ...)                                                                   \
  if (includes(row<entry_kind::name>::from, From) && includes(row<entry_kind::name>::to, To)   \
      && is_said_as<entry_kind::name, In...>())                                                \
    found = entry_kind::name;
  MESH_PROTOCOL(MESH_SAID)
#undef MESH_SAID
  return found;
}

/// A message to a proxy, as it goes on.
template <entry_kind Kind, class... In>
parcel said(const scope& where, const In&... in) {
  if constexpr (row<Kind>::form == body_form::numbered)
    return parcel_of(Kind, where, (in.gather + ...), in...);
  else
    return parcel_of(Kind, where, 0, in...);
}
/// It is counted where it goes.
template <>
inline parcel said<entry_kind::post>(const scope& where, const wire<message>& what,
                                     const wire<post_order>& order) {
  if (!order->ticket)
    return parcel_of(entry_kind::post, where, 0, what, order);
  order->ticket->passed_on();
  auto uncounted = *order;
  uncounted.ticket = nullptr;
  return parcel_of(entry_kind::post, where, 0, what, wire<post_order>(std::move(uncounted)));
}

template <link_end From, link_end To, class State, class... In>
auto proxy_clause(
    State& state,
    caf::typed_mpi<caf::detail::type_list<In...>, caf::output_tuple<void>> /*clause*/) {
  constexpr auto kind = kind_said<From, To, In...>();
  return [&state]([[maybe_unused]] const In&... in) {
    if constexpr (kind != entry_kind{})
      state.say(row<kind>(), in...);
    else
      static_cast<void>(state);
  };
}
template <link_end From, link_end To, class State, class Result, class... In>
auto proxy_clause(
    State& state,
    caf::typed_mpi<caf::detail::type_list<In...>, caf::output_tuple<Result>> /*clause*/) {
  constexpr auto kind = kind_said<From, To, In...>();
  return [&state]([[maybe_unused]] const In&... in) -> caf::result<Result> {
    if constexpr (kind != entry_kind{})
      return state.ask(row<kind>(), in...);
    else
      return state.template unasked<Result>();
  };
}

template <class Handle>
struct proxy_of;
template <class... Clauses>
struct proxy_of<caf::typed_actor<Clauses...>> {
  /// `state` has say(row, ...) for what goes out, ask(row, order) for what is answered,
  /// and unasked<Result>() for questions that only the real actor answers. `more` are
  /// the clauses that the proxy has of its own.
  template <class Behavior, link_end From, link_end To, class State, class... More>
  static Behavior behavior(State& state, More... more) {
    return Behavior{proxy_clause<From, To>(state, Clauses())..., std::move(more)...};
  }
};

} // namespace mesh::node
