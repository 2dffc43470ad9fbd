#include "runtime/node/proxies/orchestrator_proxy.hpp"

namespace mesh::node {

void orchestrator_proxy_state::say(row<entry_kind::post> /*kind*/, const wire<message>& what,
                                   const wire<post_order>& order) {
  auto post = said<entry_kind::post>(about(what, order).sector(), what, order);
  post.number = order->to.packed();
  caf::anon_send(uplink_, to_hub{pack(post)});
}

orchestrator_actor::behavior_type
orchestrator_proxy(orchestrator_actor::stateful_pointer<orchestrator_proxy_state> self,
                   const caf::actor& uplink) {
  self->state.begin(uplink);
  return proxy_of<orchestrator_actor>::behavior<orchestrator_actor::behavior_type,
                                                link_end::coordinator, link_end::orchestrator>(
      self->state);
}

} // namespace mesh::node
