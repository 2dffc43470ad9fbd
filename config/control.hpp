#pragma once
#include <string>

/// The bounds of the control API. A header of its own, as `transport.hpp` is.
namespace mesh {

/// O7, X2. Where operators reach the mesh from elsewhere, and what they may take.
struct control_config {
  std::string listen;                  // host:port; empty: nowhere
  double handshake_timeout_ms = 3'000; // TCP and TLS; then it is refused
  double request_timeout_ms = 10'000;  // from its first byte to its last
  double idle_timeout_ms = 60'000;     // between two requests
  double stall_timeout_ms = 10'000;    // nothing of an answer is read: closed
  double progress_period_ms = 500;     // a sign of life while a command runs
  double events_period_ms = 200;       // how often new events are looked for
  int connections = 256;               // verified ones; one more ends an idle one
  int connections_per_identity = 64;   // of one certificate's name; see connection_shares
  int connections_reserved = 16;       // of them, for operators
  int handshakes = 64;                 // unfinished; one more ends the oldest
  int header_bytes = 16'384;           // of one request
  int request_bytes = 4'194'304;       // of its body
  int output_bytes = 4'194'304;        // of an answer that wait to be read
  int commands = 8;                    // scripts at once; one more is refused
  int event_streams = 16;              // that are followed at once
  int dashboards = 64;                 // browsers that look on at once
  bool operator==(const control_config&) const = default;
};

} // namespace mesh
