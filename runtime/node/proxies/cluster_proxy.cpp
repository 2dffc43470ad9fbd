#include "runtime/node/proxies/cluster_proxy.hpp"

#include <spdlog/spdlog.h>

#include "runtime/node/proxies/lead_proxy.hpp"
#include "runtime/node/proxies/link_answers.hpp"

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

caf::result<fault_report> cluster_proxy_state::ask(row<entry_kind::fault_order> /*kind*/,
                                                   const fault_order& order) {
  auto mine = order;
  std::erase_if(mine.whom,
                [this](const scope& who) { return !out_.what().where().covers(who); });
  if (mine.whom.empty())
    return fault_report{};
  return faults_.ask(self_, out_, entry_kind::fault_order, mine);
}

caf::result<heal_report> cluster_proxy_state::ask(row<entry_kind::heal_supervisor> /*kind*/,
                                                  const heal_order& order) {
  if (!order.where.touches(out_.what().cluster()))
    return heal_report{};
  return heals_.ask(self_, out_, entry_kind::heal_supervisor, order);
}

void cluster_proxy_state::answer(const link_answer& a) {
  if (faults_.awaits(a.number))
    return faults_.answer(a.number, fault_report_of(a));
  heals_.answer(a.number, heal_report_of(a));
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
