#pragma once
#include <string>
#include <vector>

/// The bounds of calls to agents behind a URL. A header of its own, as `gateway.hpp` is.
namespace mesh {

/// A function behind a URL as an agent's work: a job is POSTed to it, and it answers.
struct http_work_config {
  std::string url;
  double timeout_ms = 30'000; // of one call, from connecting to the end of its answer
  int answer_bytes = 1'048'576;
  double callback_ms = 3'600'000; // after it took a job with 202, its answer may come so late
  bool operator==(const http_work_config&) const = default;
};

/// An agent that speaks A2A 1.0 as an agent's work: a job is a message to it.
struct a2a_work_config {
  std::string url;            // its card is at /.well-known/agent-card.json below it
  double timeout_ms = 30'000; // of one request
  int answer_bytes = 1'048'576;
  double task_ms = 3'600'000; // that it may work on one job
  double poll_ms = 100;       // between two looks at a task, at least,
  double longest_poll_ms = 5'000;
  double card_ms = 3'600'000; // its card is kept so long, at most
  bool operator==(const a2a_work_config&) const = default;
};

/// The hosts that calls of a process may go to, and how many calls there may be.
struct calls_config {
  std::vector<std::string> hosts;    // that may be called: a name, `*.domain` or an address
  bool private_addresses = false;    // also loopback, private, link-local and such
  bool plain_http = false;           // also http://
  std::string ca;                    // PEM file of authorities; empty: the system's
  int at_once = 64;                  // calls under way in a process
  int waiting = 1'024;               // calls that wait for a place among them
  double connect_timeout_ms = 5'000; // finding the host, connecting and TLS
  int attempts = 4;                  // of one job, the first one included
  double retry_ms = 250;             // before the second; twice as long before each next,
  double longest_retry_ms = 10'000;  // at most
  int callbacks = 10'000;            // answers that are awaited at once
  double callbacks_per_s = 1'000;    // that are let in, on average
  bool operator==(const calls_config&) const = default;
};

} // namespace mesh
