#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/failure_event.hpp"
#include "messages/notice.hpp"
#include "supervisors/breaker_tree.hpp"

namespace mesh {

/// A change of a breaker, and its keeper: a coordinator that was replaced
/// starts with closed ones, and opens again what the one before it had open.
struct breaker_note {
  time_point at;
  std::uint64_t keeper = 0;
  breaker_event what;
  bool by_hand = false;
  bool operator==(const breaker_note&) const = default;
};

/// One event as people see it, whatever it is about. Equal ones that follow each
/// other closely are one record.
struct event_record {
  std::uint64_t id = 0;    // of its newest occurrence; grows with each occurrence of any
  std::uint64_t count = 1; // occurrences
  time_point first;        // of them
  time_point at;           // of the newest
  std::string_view kind;   // "failure", "breaker", "host", "proposal"
  std::string_view cls;    // "AGENT_CRASH", "BREAKER_OPEN", "HOST_LOST" ...
  scope where;
  std::string host = {};   // the host that it is about; empty: none
  std::string seen = {};   // the newest
  std::string_view done{}; // empty: nothing
  escalation to = escalation::none;
};

event_record record_of(const failure_event& what);
event_record record_of(const breaker_note& what);
event_record record_of(const notice& what);

/// Two with the same key are equal: same place and host, and what was seen differs in
/// its numbers only.
std::string fold_key(const event_record& what);

/// All classes that a record may have.
std::vector<std::string_view> event_classes();

/// One line, with the time since `start`:
/// `+31.204 s AGENT_CRASH s07.c04.a12: silent for 30004 ms; replaced (3 times since
/// +12.004 s)`.
std::string to_string(const event_record& what, time_point start);

} // namespace mesh
