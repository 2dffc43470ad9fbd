#pragma once
#include "runtime/node/proxies/open_requests.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

using coordinator_proxy_self =
    sector_coordinator_actor::extend<caf::reacts_to<link_answer>, caf::reacts_to<hub_gone>>;

class coordinator_proxy_state {
public:
  void begin(coordinator_proxy_self::pointer self, sector_id sector, proxy_setup setup);
  template <entry_kind Kind, class... In>
  void say(row<Kind> /*kind*/, const In&... in) {
    out_.say<Kind>(in...);
  }
  void say(row<entry_kind::freeze> kind, const freeze_order& order);
  caf::result<heal_report> ask(row<entry_kind::heal_coordinator> kind, const heal_order& order);
  void answer(const link_answer& a);
  void lose_hub(const hub_gone& news);

private:
  coordinator_proxy_self::pointer self_ = nullptr;
  way_out out_;
  open_requests<heal_report> heals_;
};

/// Stands for the coordinator of a sector that is on another host: what the orchestrator
/// says to it goes over the link. To the orchestrator it is a coordinator like any other
/// (T1).
coordinator_proxy_self::behavior_type
coordinator_proxy(coordinator_proxy_self::stateful_pointer<coordinator_proxy_state> self,
                  sector_id sector, proxy_setup setup);

} // namespace mesh::node
