#include "runtime/node/proxies/sector_proxy.hpp"

#include <spdlog/spdlog.h>

#include "runtime/node/proxies/coordinator_proxy.hpp"

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
  questions_.give_up(to_string(out_.what().sector()), news.why);
  self_->send(coordinator_, news);
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
