#include "runtime/node/proxies/coordinator_proxy.hpp"

#include "runtime/node/proxies/link_answers.hpp"

namespace mesh::node {

namespace {

/// Of what is preserved a sector is given its own.
freeze_order part_of_sector(sector_id sector, const freeze_order& order) {
  if (!order.preserved)
    return order;
  const scope where = sector;
  auto own = std::make_shared<frozen_state>();
  own->where = order.preserved->where;
  own->topology = order.preserved->topology;
  own->frozen_at_ms = order.preserved->frozen_at_ms;
  for (const auto& agent : order.preserved->agents)
    if (where.contains(agent.id))
      own->agents.push_back(agent);
  for (const auto& breaker : order.preserved->breakers)
    if (where.covers(breaker.where))
      own->breakers.push_back(breaker);
  auto part = order;
  part.preserved = std::move(own);
  return part;
}

} // namespace

void coordinator_proxy_state::begin(coordinator_proxy_self::pointer self, sector_id sector,
                                    proxy_setup setup) {
  self_ = self;
  out_ = way_out(std::move(setup), sector);
}

void coordinator_proxy_state::say(row<entry_kind::freeze> /*kind*/, const freeze_order& order) {
  out_.say<entry_kind::freeze>(part_of_sector(out_.what().sector(), order));
}

caf::result<heal_report>
coordinator_proxy_state::ask(row<entry_kind::heal_coordinator> /*kind*/,
                             const heal_order& order) {
  return heals_.ask(self_, out_, entry_kind::heal_coordinator, order);
}

void coordinator_proxy_state::answer(const link_answer& a) {
  heals_.answer(a.number, heal_report_of(a));
}

void coordinator_proxy_state::lose_hub(const hub_gone& news) {
  heals_.answer_all({{}, {to_string(out_.what().sector()) + ": " + news.why.detail}});
}

coordinator_proxy_self::behavior_type
coordinator_proxy(coordinator_proxy_self::stateful_pointer<coordinator_proxy_state> self,
                  sector_id sector, proxy_setup setup) {
  auto& state = self->state;
  state.begin(self, sector, std::move(setup));
  return proxy_of<sector_coordinator_actor>::behavior<
      coordinator_proxy_self::behavior_type, link_end::orchestrator, link_end::coordinator>(
      state, [self](const link_answer& a) { self->state.answer(a); },
      [self](const hub_gone& news) { self->state.lose_hub(news); });
}

} // namespace mesh::node
