#include "runtime/node/proxies/remote_coordinators.hpp"

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"

namespace mesh::node {

sector_coordinator_actor::behavior_type remote_coordinators(sector_coordinator_actor::pointer,
                                                            const caf::actor& uplink) {
  auto send = [uplink](cluster_id from, entry_kind kind, std::string body,
                       std::uint64_t number = 0) {
    caf::anon_send(uplink, to_coordinator{from, {kind, from, number, {}, std::move(body)}});
  };
  // What only those above a coordinator say is said where it is.
  return {
      [](const std::vector<cluster_lead_actor>&) {},
      [](const wire<message>&, const wire<scatter_order>&) {},
      [send](const wire<message>& what, const wire<post_order>& order) {
        if (order->ticket)
          order->ticket->passed_on(); // it is counted where it goes
        send(order->from.parent(), entry_kind::post, encode(*what, *order));
      },
      [send](const wire<gather_summary>& part) {
        send(part->from.cluster(), entry_kind::gather_summary, encode(*part));
      },
      [send](const wire<cluster_summary>& line) {
        send(line->cluster, entry_kind::cluster_summary, encode(*line));
      },
      [](const wire<routing_rules>&) {},
      [](const cancel_gather&) {},
      [](const lead_is&) {},
      [](const freeze_order&) {},
      [send](const freeze_report& part) {
        send(part.from.cluster(), entry_kind::freeze_report, encode(part));
      },
      [](const meet_orchestrator&) {},
      [send](const wire<failure_event>& e) {
        send(e->where.cluster(), entry_kind::failure, encode(*e));
      },
      [](const wire<circuit>&) {},
      [](const wire<quarantine_order>&) {},
      [send](const wire<conflict_notice>& n) {
        send(n->agent.parent(), entry_kind::conflict_notice, encode(*n));
      },
      [](const heal_order&) { return heal_report{}; },
      [](const fault&) {},
  };
}

} // namespace mesh::node
