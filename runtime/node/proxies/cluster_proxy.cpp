#include "runtime/node/proxies/cluster_proxy.hpp"

#include <spdlog/spdlog.h>

#include "runtime/node/proxies/lead_proxy.hpp"

namespace mesh::node {

void cluster_proxy_state::begin(cluster_proxy_self::pointer self, cluster_id cluster,
                                const sector_supervisor_actor& parent, proxy_setup setup) {
  self_ = self;
  parent_ = parent;
  out_ = way_out(setup, cluster);
  lead_ = self->home_system().spawn(lead_proxy, cluster, setup);
  self->set_exit_handler([self, mine = lead_](const caf::exit_msg& why) {
    self->send_exit(mine, why.reason);
    self->quit(why.reason);
  });
  caf::anon_send(setup.via, proxy_is{cluster, caf::actor_cast<caf::actor>(self)});
}

void cluster_proxy_state::learn(const part_news& news) {
  const auto cluster = out_.what().cluster();
  if (news.failed.code != errc::none)
    spdlog::error("{} is given up: {}", to_string(cluster), to_string(news.failed));
  self_->send(parent_, lead_is{cluster, news.up ? lead_ : cluster_lead_actor{}});
}

cluster_proxy_self::behavior_type
cluster_proxy(cluster_proxy_self::stateful_pointer<cluster_proxy_state> self,
              cluster_id cluster, const sector_supervisor_actor& parent, proxy_setup setup) {
  auto& state = self->state;
  state.begin(self, cluster, parent, std::move(setup));
  return proxy_of<cluster_supervisor_actor>::behavior<
      cluster_proxy_self::behavior_type, link_end::supervisor, link_end::cluster_supervisor>(
      state, [self](const link_answer& a) { self->state.answer(a); },
      [self](const part_news& news) { self->state.learn(news); });
}

} // namespace mesh::node
