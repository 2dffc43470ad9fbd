#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "messages/conflict.hpp"
#include "messages/context.hpp"
#include "messages/in_hand.hpp"
#include "messages/message.hpp"
#include "messages/post_ticket.hpp"
#include "messages/profile_report.hpp"

/// The messages between a lead and its agents. These never leave a process
/// and are plain structs; a message is shared, never copied per agent.
namespace mesh {

/// Not measured yet.
inline constexpr float no_round_trip = -1;

/// Lead to agent: a message for you.
struct deliver {
  shared_message what;
  std::uint64_t gather = 0; // 0: from another agent, nobody gathers
  time_point expire_at{};   // M3: its caller waits until then
  std::uint32_t part = 0;   // which of the message's parts is for this agent
  std::uint8_t attempt = 0; // times its work may have been begun before
  bool goes_on = false;     // M3: once begun, it outlives its caller
  bool thawed = false;      // O6: the agent had it when it was frozen
  time_point sent_at{};     // the lead's; the agent only hands it back
  // M1, compensation: what the lead planned with
  float lead_time_ms = 0;
  float processing_ms = 0;
  float confidence = 0;
  float round_trip_ms = no_round_trip; // newest one the lead measured, for the profile
};

/// Agent to lead: what became of a message (M2).
struct ack {
  message_id what;
  std::uint64_t gather = 0;
  std::uint8_t slot = 0;
  std::uint16_t incarnation = 0; // of the agent; what an earlier one says is void
  trinary state = trinary::ready;
  bool second_copy = false;  // answered from memory, nothing was done again
  errc failure = errc::none; // not none: refused or expired
  time_point sent_at{};      // as in the deliver
  time_point ready_at{};     // M2: actual arrival
  duration held{};           // from arrival to READY, waiting included
  time_point back_at{};      // when the link hands this to the lead
  std::uint16_t queue_depth = 0;
  profile_report report;
  std::uint64_t context_hash = 0; // what it worked from; 0: not known
  std::uint64_t lamport = 0;      // the agent's clock
  std::string value;
  std::uint8_t attempt = 0;  // as in the deliver: the work may have been begun before
  bool withdrawn = false;    // what became of work that nobody waits for: not its result
  bool measures_link = true; // false: a receipt from an inbox that others keep, or thawed
  bool thawed = false;       // as in the deliver
  std::string detail;        // M2: of the conflict or of the failure
  std::shared_ptr<const conflict> found; // K1: null when detail and value say it all
  bool unstoppable = false; // the work was given up and may still run: replace the agent
};

/// Agent to lead: a message for another agent. The lead gives it its id.
struct post {
  std::uint8_t slot = 0;
  std::uint16_t incarnation = 0;
  agent_id to;
  std::string payload;
  message_id correlation;
  message_id causation;
  std::uint64_t lamport = 0;
  shared_ticket ticket = {};
};

/// Lead to agent, once per heartbeat period: are you there?
struct pulse {
  std::uint32_t number = 0;
  time_point sent_at{};
  float round_trip_ms = no_round_trip;
};

/// Agent to lead: Z5.
struct heartbeat {
  std::uint32_t number = 0;
  std::uint8_t slot = 0;
  std::uint16_t incarnation = 0;
  bool measures_link = true; // false: answered by the agent's inbox, not by itself
  bool idle = true;          // it holds no message in any way
  bool away = false;         // its work is elsewhere, and cannot be reached (F1)
  time_point sent_at{};      // as in the pulse
  time_point as_of{};        // when it held this
  in_hand holds;
  time_point back_at{}; // when the link hands this to the lead
  std::uint16_t queue_depth = 0;
  std::uint64_t context_hash = 0;
  profile_report report;
};

/// Agent to lead: work has begun whose end is not known, is overdue, or was
/// put down without an answer; its work can be reached, or not any more.
struct work_note {
  std::uint8_t slot = 0;
  std::uint16_t incarnation = 0;
  bool away = false; // as in a heartbeat
  time_point as_of{};
  in_hand holds;
};

/// Lead to agent: what you work from was damaged; work from this (F4).
struct load_context {
  shared_context good;
};

/// Lead to agent: nobody waits for this message any more. Answered by one ack
/// that says what became of it (M3): the answer that it had, `expired` when it
/// was not begun, `still_running` when it goes on as asked, else `why`.
struct withdraw {
  message_id what;
  std::uint64_t gather = 0;
  errc why = errc::timeout;
  std::uint8_t attempt = 0; // not 0: an agent before this one may have begun it
};

} // namespace mesh
