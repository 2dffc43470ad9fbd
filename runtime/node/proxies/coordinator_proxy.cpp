#include "runtime/node/proxies/coordinator_proxy.hpp"

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/proxies/link_answers.hpp"

namespace mesh::node {

namespace {

/// Of what is preserved a sector is given its own.
freeze_order part_for(sector_id sector, const freeze_order& order) {
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

coordinator_proxy_self::behavior_type
coordinator_proxy(coordinator_proxy_self::stateful_pointer<coordinator_proxy_state> self,
                  sector_id sector, proxy_setup setup) {
  auto& out = self->state.out = way_out(std::move(setup), sector);
  auto send = [&out](entry_kind kind, std::string body, std::uint64_t number = 0) {
    out.send(kind, std::move(body), number);
  };
  // What leads and supervisors say to a coordinator is said where it is.
  return {
      [](const std::vector<cluster_lead_actor>&) {},
      [send](const wire<message>& what, const wire<scatter_order>& order) {
        send(entry_kind::scatter, encode(*what, *order));
      },
      [send](const wire<message>& what, const wire<post_order>& order) {
        if (order->ticket)
          order->ticket->passed_on(); // it is counted where it goes
        send(entry_kind::post, encode(*what, *order));
      },
      [](const wire<gather_summary>&) {},
      [](const wire<cluster_summary>&) {},
      [send](const wire<routing_rules>& rules) { send(entry_kind::rules, encode(*rules)); },
      [send](const cancel_gather& c) { send(entry_kind::cancel_gather, {}, c.gather); },
      [](const lead_is&) {},
      [send, sector](const freeze_order& order) {
        send(entry_kind::freeze, encode(part_for(sector, order)));
      },
      [](const freeze_report&) {},
      [](const meet_orchestrator&) {},
      [](const wire<failure_event>&) {},
      [send](const wire<circuit>& c) { send(entry_kind::circuit, encode(*c)); },
      [send](const wire<quarantine_order>& q) { send(entry_kind::quarantine, encode(*q)); },
      [send](const wire<conflict_notice>& n) { send(entry_kind::conflict_notice, encode(*n)); },
      [self](const heal_order& order) {
        auto& state = self->state;
        return state.heals.ask(self, state.out, entry_kind::heal_coordinator, order);
      },
      [](const fault&) {},
      [self](const link_answer& answer) {
        self->state.heals.answer(answer.number, heal_report_of(answer));
      },
      [self, sector](const hub_gone& news) {
        self->state.heals.answer_all({{}, {to_string(sector) + ": " + news.why.detail}});
      },
  };
}

} // namespace mesh::node
