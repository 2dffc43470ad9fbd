#include "runtime/node/proxies/lead_proxy.hpp"

#include "runtime/node/proxies/link_answers.hpp"

namespace mesh::node {

void lead_proxy_state::begin(lead_proxy_self::pointer self, cluster_id cluster,
                             proxy_setup setup) {
  self_ = self;
  out_ = way_out(std::move(setup), cluster);
}

caf::result<heal_report> lead_proxy_state::ask(row<entry_kind::heal_coordinator> /*kind*/,
                                               const heal_order& order) {
  return heals_.ask(self_, out_, entry_kind::heal_coordinator, order);
}

void lead_proxy_state::answer(const link_answer& a) {
  heals_.answer(a.number, heal_report_of(a));
}

lead_proxy_self::behavior_type
lead_proxy(lead_proxy_self::stateful_pointer<lead_proxy_state> self, cluster_id cluster,
           proxy_setup setup) {
  auto& state = self->state;
  state.begin(self, cluster, std::move(setup));
  return proxy_of<cluster_lead_actor>::behavior<lead_proxy_self::behavior_type,
                                                link_end::coordinator, link_end::lead>(
      state, [self](const link_answer& a) { self->state.answer(a); });
}

} // namespace mesh::node
