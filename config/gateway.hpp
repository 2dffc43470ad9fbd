#pragma once
#include <string>
#include <vector>

/// The bounds of the door for agents from outside. A header of its own, as `control.hpp` is.
namespace mesh {

/// X1. Where agents that live outside of the mesh come in, and what they may take.
struct gateway_config {
  std::string listen;                    // host:port; empty: nowhere
  std::string certificates;              // the folder; empty: made for the process
  std::string url_host;                  // in invites; empty: the host of `listen`
  std::string callback_url;              // where functions reach it; empty: not at all
  std::vector<std::string> capabilities; // that enrolments may name beside those of classes
  double token_hours = 24;               // an invite is good for so long
  double key_days = 30;                  // and a key
  double key_overlap_hours = 24;         // the old one beside the new one
  double key_warning_days = 7;           // so long before its end a new one is asked for
  bool unbound_links = false;            // hellos without a channel binding: browsers
  double handshake_timeout_ms = 5'000;   // TCP, TLS and WebSocket
  int links = 20'000;
  int handshakes = 256;          // unfinished; one more ends the oldest
  int agents = 30'000;           // enrolled, revoked ones included
  int message_bytes = 1 << 20;   // of one WebSocket message to the mesh
  double messages_per_s = 2'000; // of one link, on average
  double hellos_per_s = 2'000;   // of all links: each costs a signature check
  int out_bytes = 8'388'608;     // that a link has not taken; with more it is closed
  double pulse_ms = 5'000;
  int missed_pulses = 3;         // then the link is closed
  double lost_after_ms = 30'000; // F2: an agent without a link for so long has failed
  int history = 256;             // moments kept of each enrolment for people
  bool operator==(const gateway_config&) const = default;
};

} // namespace mesh
