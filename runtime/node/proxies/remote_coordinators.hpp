#pragma once
#include "messages/interfaces.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"
#include "runtime/node/proxies/about.hpp"
#include "runtime/node/proxies/said.hpp"

namespace mesh::node {

class remote_coordinators_state {
public:
  void begin(const caf::actor& uplink) { uplink_ = uplink; }
  template <entry_kind Kind, class... In>
  void say(row<Kind> /*kind*/, const In&... in) {
    const auto from = about(in...).cluster();
    caf::anon_send(uplink_, to_coordinator{from, said<Kind>(from, in...)});
  }
  /// Requests that only those above a coordinator make.
  template <class Result>
  [[nodiscard]] Result unasked() const {
    return {};
  }

private:
  caf::actor uplink_;
};

/// Stands for the coordinators of sectors on other hosts, to the leads of their
/// clusters that are here (T1): what those say goes up through `uplink`.
sector_coordinator_actor::behavior_type
remote_coordinators(sector_coordinator_actor::stateful_pointer<remote_coordinators_state> self,
                    const caf::actor& uplink);

} // namespace mesh::node
