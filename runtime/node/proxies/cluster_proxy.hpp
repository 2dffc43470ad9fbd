#pragma once
#include "actors/supervision/cluster_supervisor.hpp"
#include "runtime/node/proxies/open_requests.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

using cluster_proxy_self =
    cluster_supervisor_actor::extend<caf::reacts_to<link_answer>, caf::reacts_to<part_news>>;

/// On the host of a sector: stands for the supervisor of a cluster of it that is on
/// another host, or on none at present (T1). The sector's supervisor sees the
/// cluster's lead come and go, whichever host has it.
class cluster_proxy_state {
public:
  void begin(cluster_proxy_self::pointer self, cluster_id cluster,
             const sector_supervisor_actor& parent, proxy_setup setup);
  template <entry_kind Kind, class... In>
  void say(row<Kind> /*kind*/, const In&... in) {
    out_.say<Kind>(in...);
  }
  caf::result<fault_report> ask(row<entry_kind::fault_order> kind, const fault_order& order);
  caf::result<heal_report> ask(row<entry_kind::heal_supervisor> kind, const heal_order& order);
  void learn(const part_news& news);
  void answer(const link_answer& a);

private:
  cluster_proxy_self::pointer self_ = nullptr;
  sector_supervisor_actor parent_;
  cluster_lead_actor lead_;
  way_out out_;
  open_requests<fault_report> faults_;
  open_requests<heal_report> heals_;
};

cluster_proxy_self::behavior_type
cluster_proxy(cluster_proxy_self::stateful_pointer<cluster_proxy_state> self,
              cluster_id cluster, const sector_supervisor_actor& parent, proxy_setup setup);

} // namespace mesh::node
