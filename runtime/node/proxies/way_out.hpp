#pragma once
#include <atomic>
#include <memory>

#include "runtime/node/protocol/hub_messages.hpp"

namespace mesh::node {

/// What the proxies of a host share.
struct proxy_setup {
  caf::actor via;                                       // the hub's supervisor, or the uplink
  std::shared_ptr<std::atomic<std::uint64_t>> requests; // so many so far
};

/// Gives entries to whoever knows the host that has a sector or a cluster.
class way_out {
public:
  way_out() = default;
  way_out(proxy_setup setup, const placed_part& what) : setup_(std::move(setup)), what_(what) {}

  [[nodiscard]] const placed_part& what() const { return what_; }
  void send(entry_kind kind, std::string body, std::uint64_t number = 0) const {
    caf::anon_send(setup_.via,
                   for_part{what_, {kind, what_.where(), number, {}, std::move(body)}});
  }
  /// One that is answered; its number.
  std::uint64_t ask(entry_kind kind, std::string body, const caf::actor& answer_to) const {
    auto number = ++*setup_.requests;
    caf::anon_send(
        setup_.via,
        for_part{what_, {kind, what_.where(), number, {}, std::move(body)}, answer_to});
    return number;
  }

private:
  proxy_setup setup_;
  placed_part what_;
};

} // namespace mesh::node
