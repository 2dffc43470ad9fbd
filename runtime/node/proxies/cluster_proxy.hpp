#pragma once
#include "actors/supervision/cluster_supervisor.hpp"
#include "runtime/node/proxies/supervisor_questions.hpp"
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
  template <entry_kind Kind, class Order>
  auto ask(row<Kind> /*kind*/, const Order& order) {
    return questions_.ask(self_, out_, order);
  }
  void learn(const part_news& news);
  void answer(const link_answer& a) { questions_.answer(a); }

private:
  cluster_proxy_self::pointer self_ = nullptr;
  sector_supervisor_actor parent_;
  cluster_lead_actor lead_;
  way_out out_;
  supervisor_questions questions_;
};

cluster_proxy_self::behavior_type
cluster_proxy(cluster_proxy_self::stateful_pointer<cluster_proxy_state> self,
              cluster_id cluster, const sector_supervisor_actor& parent, proxy_setup setup);

} // namespace mesh::node
