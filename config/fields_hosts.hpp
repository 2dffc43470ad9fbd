#pragma once
#include "config/config.hpp"
#include "config/control.hpp"
#include "config/field_rules.hpp"
#include "config/operators.hpp"

/// The fields of what concerns several hosts; a part of config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<transport_config> auto& c) {
  visit("handshake_timeout_ms", c.handshake_timeout_ms, timeout_ms,
        "How long connecting and the TLS handshake may take.");
  visit("heartbeat_ms", c.heartbeat_ms, timeout_ms, "How often a link sends a keep-alive.");
  visit("idle_timeout_ms", c.idle_timeout_ms, timeout_ms,
        "A link that was silent for so long is closed.");
  visit("stall_timeout_ms", c.stall_timeout_ms, timeout_ms,
        "A link whose peer does not read for so long is closed.");
  visit("linger_ms", c.linger_ms, timeout_ms,
        "How long what is on its way may still arrive when a link ends.");
  visit("link_age_hours", c.link_age_hours, range<double>{0.001, 8'760},
        "A link that old is closed, so that it is made anew with today's certificates.");
  visit("links", c.links, range<int>{1, 65'536}, "Links of one process.");
  visit("handshakes", c.handshakes, range<int>{1, 65'536},
        "Unfinished handshakes at once; one more ends the oldest.");
  visit("payload_bytes", c.payload_bytes, range<int>{65'536, 1 << 30},
        "Largest message that crosses a link.");
  visit("control_bytes", c.control_bytes, range<int>{1'024, 1 << 20},
        "Largest message about a link or an actor's end.");
  visit("output_bytes", c.output_bytes, range<int>{65'536, 1 << 30},
        "What may wait for a peer; a link with more is closed.");
  visit("refusal_log_period_ms", c.refusal_log_period_ms, timeout_ms,
        "The same refusal of the same address is logged once in so long.");
  visit("refusal_log_entries", c.refusal_log_entries, count,
        "Refusals that are told apart meanwhile; others are only counted.");
  visit("certificate_warning_days", c.certificate_warning_days, range<double>{0, 365},
        "How long before its end a certificate is warned of (X2).");
}

void fields_of(auto& visit, a<links_config> auto& c) {
  visit("entries", c.entries, range<int>{1, 10'000'000},
        "Entries kept for a peer until it has them; then new ones are refused (T2).");
  visit("bytes", c.bytes, range<int>{65'536, 1 << 30}, "Bytes of those.");
  visit("entry_bytes", c.entry_bytes, range<int>{1'024, 1 << 29},
        "Bytes of an entry that go at once; a larger one goes in slices.");
  visit("batch_entries", c.batch_entries, count, "Entries sent at once.");
  visit("batch_bytes", c.batch_bytes, range<int>{1'024, 1 << 29},
        "Bytes of those; a larger entry goes alone.");
  visit("credit_entries", c.credit_entries, count,
        "Entries that a peer may send beyond what was acknowledged.");
  visit("flush_ms", c.flush_ms, range<double>{0, 1'000},
        "How long an entry waits for others to go with.");
  visit("ack_entries", c.ack_entries, count,
        "Entries that arrive before they are acknowledged at once.");
  visit("ack_ms", c.ack_ms, range<double>{0, 60'000},
        "How long an acknowledgement waits for others, or for entries to go with.");
  visit("keepalive_ms", c.keepalive_ms, timeout_ms,
        "A keep-alive is sent when nothing else was sent for so long.");
  visit("resend_ms", c.resend_ms, timeout_ms,
        "What was not acknowledged for so long is sent again (M4).");
  visit("in_flight_ms", c.in_flight_ms, timeout_ms,
        "No more is sent at once than a link carries in so long, so that heartbeats get "
        "through a narrow one (R2).");
}

void fields_of(auto& visit, a<detached_config> auto& c) {
  visit("cluster", c.cluster, scope_text{}, "The cluster.", presence::required);
  visit("node", c.node, text{},
        "The node that runs it; while that node is away, the cluster runs with its sector.",
        presence::required);
}

void fields_of(auto& visit, a<placement_config> auto& c) {
  visit("silence_ms", c.silence_ms, timeout_ms,
        "A node that was silent for so long is suspect (R2).");
  visit("rejoin_ms", c.rejoin_ms, timeout_ms,
        "How much later it is lost, and its sectors go to others (R2).");
  visit("margin_ms", c.margin_ms, timeout_ms,
        "How long before that a node which is cut off pauses its agents.");
  visit("ask_ms", c.ask_ms, timeout_ms,
        "How often a node without its hub asks other nodes whether they hear it.");
  visit("settle_ms", c.settle_ms, timeout_ms,
        "How long the first sectors wait after the newest node for more nodes.");
  visit("return_ms", c.return_ms, timeout_ms,
        "How long a restarted hub waits for the nodes that it knew.");
  visit("drain_ms", c.drain_ms, timeout_ms,
        "How long what goes on in a sector may take to end before it moves (T5).");
  visit("steady_ms", c.steady_ms, timeout_ms,
        "A node's process that dies sooner after it has joined keeps dying (R2).");
  visit("hold_back_ms", c.hold_back_ms, timeout_ms,
        "How long a node that keeps dying gets no sectors after its second death in a row; "
        "twice as long after each further one.");
  visit("hold_back_max_ms", c.hold_back_max_ms, timeout_ms, "The longest of these times.");
  visit("expected_nodes", c.expected_nodes, range<int>{0, 65'536},
        "The first sectors wait for so many nodes, and then no longer; 0: unknown.");
  visit("moves_at_once", c.moves_at_once, range<int>{1, max_children},
        "Sectors that are on their way from one living node to another (T5).");
  visit("nodes", c.nodes, range<int>{1, 65'536}, "Nodes known by name.");
  visit("clusters", c.clusters, list_of<object>{{}, 0, 1'000},
        "Clusters on other nodes than the coordinators of their sectors (T1).");
}

void fields_of(auto& visit, a<control_config> auto& c) {
  visit("listen", c.listen, text{},
        "HOST:PORT or PORT where operators elsewhere are served; empty: nowhere (O7).");
  visit("handshake_timeout_ms", c.handshake_timeout_ms, timeout_ms,
        "How long connecting and the TLS handshake may take.");
  visit("request_timeout_ms", c.request_timeout_ms, timeout_ms,
        "How long a request may take from its first byte to its last.");
  visit("idle_timeout_ms", c.idle_timeout_ms, timeout_ms,
        "A connection without a request for so long is closed.");
  visit("stall_timeout_ms", c.stall_timeout_ms, timeout_ms,
        "A connection whose peer does not read for so long is closed.");
  visit("progress_period_ms", c.progress_period_ms, timeout_ms,
        "How often a running command sends a keep-alive.");
  visit("events_period_ms", c.events_period_ms, timeout_ms,
        "How often new events are looked for.");
  visit("connections", c.connections, range<int>{1, 65'536},
        "Verified connections at once; one more ends the one that is idle longest.");
  visit("connections_per_identity", c.connections_per_identity, range<int>{1, 65'536},
        "Of them, those of one name in a certificate; one more ends its own idlest.");
  visit("connections_reserved", c.connections_reserved, range<int>{0, 65'536},
        "Of them, kept for operators: nodes never take these. At most half count.");
  visit("handshakes", c.handshakes, range<int>{1, 65'536},
        "Unfinished handshakes at once; one more ends the oldest.");
  visit("header_bytes", c.header_bytes, range<int>{1'024, 1 << 20},
        "Largest header of a request.");
  visit("request_bytes", c.request_bytes, range<int>{1'024, 1 << 30},
        "Largest body of a request: a script as JSON.");
  visit("output_bytes", c.output_bytes, range<int>{65'536, 1 << 30},
        "What may wait for a reader; who writes more waits.");
  visit("commands", c.commands, range<int>{1, 256},
        "Scripts that run at once; of one name in a certificate three quarters of them.");
  visit("event_streams", c.event_streams, range<int>{1, 256},
        "Readers of events at once; of one name three quarters of them.");
  visit("dashboards", c.dashboards, range<int>{1, 1'024},
        "Dashboards that look on at once; one more is refused.");
}

void fields_of(auto& visit, a<node_config> auto& c) {
  visit("listen", c.listen, text{},
        "Orchestrator: address:port at which nodes come in. Empty: none do.");
  visit("orchestrator", c.orchestrator, text{},
        "Sectors: host:port of the orchestrator. Empty: this host has no sectors.");
  visit("orchestrator_name", c.orchestrator_name, text{},
        "The name in the certificate of the orchestrator.");
  visit("certificates", c.certificates, text{},
        "The folder with ca.crt and this node's certificate and key (X2).");
  visit("name", c.name, text{}, "This node's name, as in its certificate.");
  visit("capacity", c.capacity, range<double>{0.01, 1'000},
        "How much this host can take, relative to the others.");
  visit("redial_ms", c.redial_ms, timeout_ms,
        "How long after a failed attempt the orchestrator is dialled again.");
  visit("report_period_ms", c.report_period_ms, timeout_ms,
        "How often a node sends what has changed in its registry (Z4).");
}

void fields_of(auto& visit, a<operators_config> auto& c) {
  visit(
      "domain", c.domain, text{},
      "The domain that security keys are registered for: the name of the dashboard's address; "
      "empty: localhost, on loopback only (X3).");
  visit("session_minutes", c.session_minutes, range<double>{0.01, 480},
        "How long a session lasts at most (X3).");
  visit("idle_minutes", c.idle_minutes, range<double>{0.01, 480},
        "A session ends when its person did nothing for so long (X3).");
  visit("touch_minutes", c.touch_minutes, range<double>{0.01, 5},
        "How old the touch of a key may be for a destructive command (X3).");
}

} // namespace mesh::fields
