#include "runtime/node/proxies/lead_proxy.hpp"

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/proxies/link_answers.hpp"

namespace mesh::node {

lead_proxy_self::behavior_type
lead_proxy(lead_proxy_self::stateful_pointer<lead_proxy_state> self, cluster_id cluster,
           proxy_setup setup) {
  auto& out = self->state.out = way_out(std::move(setup), cluster);
  auto send = [&out](entry_kind kind, std::string body, std::uint64_t number = 0) {
    out.send(kind, std::move(body), number);
  };
  // What agents and their supervisor say to a lead is said where it is.
  return {
      [](const std::vector<member>&) {},
      [send](const wire<message>& what, const wire<scatter_order>& order) {
        send(entry_kind::scatter, encode(*what, *order));
      },
      [send](const wire<message>& what, const wire<post_order>& order) {
        if (order->ticket)
          order->ticket->passed_on(); // it is counted where it goes
        send(entry_kind::post, encode(*what, *order));
      },
      [](const ack&) {},
      [](const heartbeat&) {},
      [](const work_note&) {},
      [](const post&) {},
      [send](const wire<routing_rules>& rules) { send(entry_kind::rules, encode(*rules)); },
      [send](const cancel_gather& c) { send(entry_kind::cancel_gather, {}, c.gather); },
      [](const member_lost&) {},
      [](const member&) {},
      [](const member_gone&) {},
      [](const leave_order&) {},
      [](const member_left&) {},
      [send](const freeze_order& order) { send(entry_kind::freeze, encode(order)); },
      [](const agent_frozen&) {},
      [](const agent_thawed&) {},
      [](const meet_coordinator&) {},
      [send](const wire<circuit>& c) { send(entry_kind::circuit, encode(*c)); },
      [send](const wire<quarantine_order>& q) { send(entry_kind::quarantine, encode(*q)); },
      [self](const heal_order& order) {
        auto& state = self->state;
        return state.heals.ask(self, state.out, entry_kind::heal_coordinator, order);
      },
      [](const fault&) {},
      [self](const link_answer& answer) {
        self->state.heals.answer(answer.number, heal_report_of(answer));
      },
  };
}

} // namespace mesh::node
