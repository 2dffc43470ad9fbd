#pragma once
#include <atomic>
#include <memory>

#include "runtime/node/protocol/hub_messages.hpp"
#include "runtime/node/proxies/said.hpp"

namespace mesh::node {

/// The way out that the proxies of a host share.
struct proxy_setup {
  caf::actor via;                                       // the way in to the hub, or the uplink
  std::shared_ptr<std::atomic<std::uint64_t>> requests; // so many so far
};

/// The way of a proxy's words to whoever knows the host that has a sector or a cluster.
class way_out {
public:
  way_out() = default;
  way_out(proxy_setup setup, const placed_part& what) : setup_(std::move(setup)), what_(what) {}

  [[nodiscard]] const placed_part& what() const { return what_; }
  template <entry_kind Kind, class... In>
  void say(const In&... in) const {
    caf::anon_send(setup_.via, for_part{what_, said<Kind>(what_.where(), in...)});
  }
  /// A question; its number, which is the answer's too.
  template <class Order>
  std::uint64_t ask(entry_kind kind, const Order& order, const caf::actor& answer_to) const {
    auto number = ++*setup_.requests;
    caf::anon_send(setup_.via,
                   for_part{what_, parcel_of(kind, what_.where(), number, order), answer_to});
    return number;
  }

private:
  proxy_setup setup_;
  placed_part what_;
};

} // namespace mesh::node
