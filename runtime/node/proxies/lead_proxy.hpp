#pragma once
#include "runtime/node/proxies/open_requests.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

using lead_proxy_self = cluster_lead_actor::extend<caf::reacts_to<link_answer>>;

class lead_proxy_state {
public:
  void begin(lead_proxy_self::pointer self, cluster_id cluster, proxy_setup setup);
  template <entry_kind Kind, class... In>
  void say(row<Kind> /*kind*/, const In&... in) {
    out_.say<Kind>(in...);
  }
  caf::result<heal_report> ask(row<entry_kind::heal_coordinator> kind, const heal_order& order);
  void answer(const link_answer& a);

private:
  lead_proxy_self::pointer self_ = nullptr;
  way_out out_;
  open_requests<heal_report> heals_;
};

/// Stands for the lead of a cluster that is on another host than its sector's
/// coordinator: to that it is a lead like any other (T1).
lead_proxy_self::behavior_type
lead_proxy(lead_proxy_self::stateful_pointer<lead_proxy_state> self, cluster_id cluster,
           proxy_setup setup);

} // namespace mesh::node
