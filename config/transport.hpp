#pragma once

/// The bounds of links between processes. A header of its own, so that the
/// transport needs nothing else of the configuration.
namespace mesh {

/// X2. What a link may take in time and memory before it is closed.
struct transport_config {
  double handshake_timeout_ms = 3'000;   // TCP and TLS; then it is refused
  double heartbeat_ms = 1'000;           // whole: CAF counts in milliseconds
  double idle_timeout_ms = 4'000;        // nothing heard, not even a heartbeat: closed
  double stall_timeout_ms = 10'000;      // the peer does not read what waits for it: closed
  double linger_ms = 500;                // for what is still on its way when a link ends
  double link_age_hours = 24;            // then it is dialled anew, with today's certificates
  int links = 1'024;                     // of one process
  int handshakes = 64;                   // unfinished; one more ends the oldest
  int payload_bytes = 16'777'216;        // of one message
  int control_bytes = 65'536;            // of one handshake, monitor or down message
  int output_bytes = 67'108'864;         // that wait for the peer of one link
  double refusal_log_period_ms = 10'000; // the same refusal is logged so often
  int refusal_log_entries = 256;         // kinds of refusals told apart meanwhile
  double certificate_warning_days = 10;  // before a certificate ends
  bool operator==(const transport_config&) const = default;
};

} // namespace mesh
