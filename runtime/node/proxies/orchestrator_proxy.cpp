#include "runtime/node/proxies/orchestrator_proxy.hpp"

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"

namespace mesh::node {

namespace {

/// What only the orchestrator itself can do.
template <class Result>
Result elsewhere() {
  error why{errc::unsupported, "the orchestrator is on another host", "ask it there"};
  Result r;
  if constexpr (requires { r.failure; })
    r.failure = std::move(why);
  else
    r.total.failure = std::move(why);
  return r;
}

} // namespace

orchestrator_actor::behavior_type orchestrator_proxy(orchestrator_actor::pointer,
                                                     const caf::actor& uplink) {
  auto send = [uplink](entry_kind kind, const scope& where, std::string body) {
    caf::anon_send(uplink, to_hub{{kind, where, 0, {}, std::move(body)}});
  };
  return {
      [](const std::vector<sector_coordinator_actor>&) {},
      [](const scatter_request&) { return elsewhere<scatter_result>(); },
      [](const cascade_request&) { return elsewhere<cascade_result>(); },
      [](const delegate_request&) { return elsewhere<delegate_result>(); },
      [](const pipeline_request&) { return elsewhere<pipeline_result>(); },
      [](const cancel_request&) {},
      [send](const wire<gather_summary>& part) {
        send(entry_kind::gather_summary, part->from, encode(*part));
      },
      [send](const wire<sector_summary>& line) {
        send(entry_kind::sector_summary, line->sector, encode(*line));
      },
      [uplink](const wire<message>& what, const wire<post_order>& order) {
        if (order->ticket)
          order->ticket->passed_on(); // it is counted where it goes
        caf::anon_send(uplink, to_hub{{entry_kind::post,
                                       order->from.parent().parent(),
                                       order->to.packed(),
                                       {},
                                       encode(*what, *order)}});
      },
      [](const wire<routing_rules>&) {},
      [](const report_request&) { return elsewhere<orchestrator_report>(); },
      [](const freeze_order&) { return elsewhere<freeze_report>(); },
      [send](const freeze_report& part) {
        send(entry_kind::freeze_report, part.from, encode(part));
      },
      [](const coordinator_is&) {},
      [send](const wire<failure_event>& e) { send(entry_kind::failure, e->where, encode(*e)); },
      [send](const wire<circuit>& c) { send(entry_kind::circuit, c->where, encode(*c)); },
      [send](const wire<conflict_notice>& n) {
        send(entry_kind::conflict_notice, n->agent, encode(*n));
      },
      [](const circuit_request&) { return elsewhere<circuit_answer>(); },
      [](const heal_order&) { return elsewhere<heal_report>(); },
      [](const fault&) {},
  };
}

} // namespace mesh::node
