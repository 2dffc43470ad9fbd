#include "runtime/node/proxies/sector_proxy.hpp"

#include <spdlog/spdlog.h>

#include "runtime/node/proxies/coordinator_proxy.hpp"
#include "runtime/node/proxies/link_answers.hpp"

namespace mesh::node {

void sector_proxy_state::begin(sector_proxy_self::pointer self, sector_id sector,
                               const mesh_supervisor_actor& parent, proxy_setup setup) {
  self_ = self;
  parent_ = parent;
  out_ = way_out(setup, sector);
  coordinator_ = self->home_system().spawn(coordinator_proxy, sector, setup);
  self->set_exit_handler([self, mine = coordinator_](const caf::exit_msg& why) {
    self->send_exit(mine, why.reason);
    self->quit(why.reason);
  });
  caf::anon_send(setup.via, proxy_is{sector, caf::actor_cast<caf::actor>(self)});
}

/// With each news that it is up, also when it was before: its coordinator may
/// be another one, that knows nothing of what goes on.
void sector_proxy_state::learn(const part_news& news) {
  if (news.failed.code != errc::none)
    spdlog::error("{} is given up: {}", to_string(out_.what().sector()),
                  to_string(news.failed));
  self_->send(parent_, coordinator_is{out_.what().sector(),
                                      news.up ? sector_coordinator_actor(coordinator_)
                                              : sector_coordinator_actor{}});
}

void sector_proxy_state::lose_hub(const hub_gone& news) {
  faults_.answer_all({news.why});
  heals_.answer_all({{}, {to_string(out_.what().sector()) + ": " + news.why.detail}});
  self_->send(coordinator_, news);
}

caf::result<fault_report> sector_proxy_state::ask(row<entry_kind::fault_order> /*kind*/,
                                                  const fault_order& order) {
  auto mine = order;
  std::erase_if(mine.whom, [this](const scope& who) {
    return who.kind() == scope::level::all || who.sector() != out_.what().sector();
  });
  if (mine.whom.empty())
    return fault_report{};
  return faults_.ask(self_, out_, entry_kind::fault_order, mine);
}

caf::result<heal_report> sector_proxy_state::ask(row<entry_kind::heal_supervisor> /*kind*/,
                                                 const heal_order& order) {
  if (!order.where.touches(out_.what().sector()))
    return heal_report{};
  return heals_.ask(self_, out_, entry_kind::heal_supervisor, order);
}

void sector_proxy_state::answer(const link_answer& a) {
  if (faults_.awaits(a.number))
    return faults_.answer(a.number, fault_report_of(a));
  heals_.answer(a.number, heal_report_of(a));
}

sector_proxy_self::behavior_type
sector_proxy(sector_proxy_self::stateful_pointer<sector_proxy_state> self, sector_id sector,
             const mesh_supervisor_actor& parent, proxy_setup setup) {
  auto& state = self->state;
  state.begin(self, sector, parent, std::move(setup));
  return proxy_of<sector_supervisor_actor>::behavior<
      sector_proxy_self::behavior_type, link_end::supervisor, link_end::sector_supervisor>(
      state, [self](const link_answer& a) { self->state.answer(a); },
      [self](const part_news& news) { self->state.learn(news); },
      [self](const hub_gone& news) { self->state.lose_hub(news); });
}

} // namespace mesh::node
