#pragma once
#include "config/config.hpp"
#include "config/field_rules.hpp"

/// The fields of what concerns several hosts; a part of config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<transport_config> auto& c) {
  visit("handshake_timeout_ms", c.handshake_timeout_ms, timeout_ms,
        "How long connecting and the TLS handshake may take.");
  visit("heartbeat_ms", c.heartbeat_ms, timeout_ms, "How often a link gives a sign of life.");
  visit("idle_timeout_ms", c.idle_timeout_ms, timeout_ms,
        "A link on which nothing was heard for so long is closed.");
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

} // namespace mesh::fields
