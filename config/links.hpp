#pragma once

/// The bounds of what waits for, and is on its way to, another process. A header
/// of its own, so that channels need nothing else of the configuration.
namespace mesh {

/// M4, S5, T2. Of each link between the orchestrator's host and a node.
struct links_config {
  int entries = 100'000;       // kept until the peer has them, sent or not
  int bytes = 67'108'864;      // of those
  int entry_bytes = 8'388'608; // of one of them at once; a larger one goes in slices
  int batch_entries = 4'096;   // sent at once
  int batch_bytes = 262'144;   // of those; a larger entry goes alone
  int credit_entries = 16'384; // the peer may send beyond what was acknowledged
  double flush_ms = 0.5;       // an entry waits so long for company
  int ack_entries = 1'024;     // that arrive unacknowledged; with more an answer goes at once
  double ack_ms = 20;          // an acknowledgement waits so long for company
  double keepalive_ms = 500;   // an empty batch when nothing else was sent for so long
  double resend_ms = 2'000;    // unacknowledged for so long: sent again
  double in_flight_ms = 500;   // what is on its way waits so long in queues of the network
  bool operator==(const links_config&) const = default;
};

} // namespace mesh
