#pragma once
#include "config/config.hpp"
#include "config/field_rules.hpp"
#include "config/gateway.hpp"

/// The fields of the door for agents from outside; a part of config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<gateway_config> auto& c) {
  visit("listen", c.listen, text{},
        "HOST:PORT or PORT where agents from outside come in; empty: nowhere (X1).");
  visit("certificates", c.certificates, text{},
        "The folder with the certificate that they see; empty: one is made for the process.");
  visit("url_host", c.url_host, text{},
        "The host that invites name; empty: that of `listen`, or localhost.");
  visit("callback_url", c.callback_url, text{},
        "https://HOST[:PORT] under which functions behind URLs reach the door, to answer later "
        "(202); empty: they cannot.");
  visit("capabilities", c.capabilities, capabilities,
        "Capabilities that enrolments may name beside those of classes and agents (X1).");
  visit("token_hours", c.token_hours, range<double>{0.001, 8'760},
        "How long an invite is good (X1).");
  visit("key_days", c.key_days, range<double>{0.001, 3'650}, "How long a key is good (X1).");
  visit("key_overlap_hours", c.key_overlap_hours, range<double>{0, 8'760},
        "How long an agent's old key is good beside its new one (X1).");
  visit("key_warning_days", c.key_warning_days, range<double>{0, 3'650},
        "How long before the end of its key an agent is asked for a new one (X1).");
  visit("unbound_links", c.unbound_links, flag{},
        "Let agents in that cannot bind their proof to the TLS session: browsers (X1).");
  visit("handshake_timeout_ms", c.handshake_timeout_ms, timeout_ms,
        "How long connecting, TLS and the WebSocket's beginning may take.");
  visit("links", c.links, range<int>{1, 1'000'000}, "Links at once; one more is refused.");
  visit("handshakes", c.handshakes, range<int>{1, 65'536},
        "Unfinished handshakes at once; one more ends the oldest.");
  visit("agents", c.agents, range<int>{1, 1'000'000},
        "Enrolled agents, those that were revoked included.");
  visit("message_bytes", c.message_bytes, range<int>{1'024, 1 << 29},
        "Largest message of an agent.");
  visit("messages_per_s", c.messages_per_s, range<double>{1, 1'000'000},
        "Messages that a link may send, on average.");
  visit("hellos_per_s", c.hellos_per_s, range<double>{1, 1'000'000},
        "Hellos that are checked, of all links; others are told to come again.");
  visit("out_bytes", c.out_bytes, range<int>{65'536, 1 << 30},
        "What may wait for a link that does not read; one with more is closed.");
  visit("pulse_ms", c.pulse_ms, timeout_ms, "How often a link is asked for a sign of life.");
  visit("missed_pulses", c.missed_pulses, range<int>{1, 1'000},
        "A link that gave back none of so many is closed.");
  visit("lost_after_ms", c.lost_after_ms, timeout_ms,
        "An agent without a link for so long has failed (F2).");
  visit("history", c.history, range<int>{1, 100'000},
        "Moments of each enrolment that are kept for people; the oldest go first.");
}

} // namespace mesh::fields
