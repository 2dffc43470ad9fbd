#pragma once
#include "messages/interfaces.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"
#include "runtime/node/proxies/about.hpp"
#include "runtime/node/proxies/said.hpp"

namespace mesh::node {

class orchestrator_proxy_state {
public:
  void begin(const caf::actor& uplink) { uplink_ = uplink; }
  template <entry_kind Kind, class... In>
  void say(row<Kind> /*kind*/, const In&... in) {
    caf::anon_send(uplink_, to_hub{pack(said<Kind>(about(in...), in...))});
  }
  /// The hub passes it on unread: its receiver is its number.
  void say(row<entry_kind::post> kind, const wire<message>& what,
           const wire<post_order>& order);
  /// Requests that only the orchestrator itself can answer.
  template <class Result>
  [[nodiscard]] Result unasked() const {
    error why{errc::unsupported, "the orchestrator is on another host", "ask it there"};
    Result r;
    if constexpr (requires { r.failure; })
      r.failure = std::move(why);
    else
      r.total.failure = std::move(why);
    return r;
  }

private:
  caf::actor uplink_;
};

/// Stands for the orchestrator on a host of sectors: what coordinators report
/// goes over the link, now or when there is one again (T2).
orchestrator_actor::behavior_type
orchestrator_proxy(orchestrator_actor::stateful_pointer<orchestrator_proxy_state> self,
                   const caf::actor& uplink);

} // namespace mesh::node
