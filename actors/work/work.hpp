#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/conflict.hpp"
#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// A task for an agent: one message, as its work sees it.
struct job {
  message_id id;
  agent_id agent;
  std::string_view source;           // who sent it: `console`, an agent's id
  message_id correlation;            // the command it belongs to
  message_id causation;              // the message that caused it; 0: none
  std::uint64_t lamport = 0;         // this agent's clock, later than the message's (K3)
  std::string_view verb;             // observe, orient, decide, act, record, sync
  std::string_view payload;          // this agent's part; lives as long as `owner`
  std::shared_ptr<const void> owner; // keeps the payload alive for asynchronous work
  double payload_weight = 0;         // S2
  int queue_depth = 0;               // messages waiting behind this one
  duration time_left{};              // until nobody waits for the result any more (M3)
  duration lead_time{};              // until it should be done (S1); 0: as soon as may be
  std::uint8_t attempt = 0;          // times this work may have been begun before (M4)
  /// Says how much is done, 0 to 1, and what; from any thread. Empty: nobody listens.
  std::function<void(double share, std::string note)> progress = {};
};

/// A message that an agent wants to send to another one.
struct outgoing {
  agent_id to;
  std::string payload;
};

/// The result of a piece of work. READY carries a value; CONFLICT says what was
/// expected and what was found; a failure has a code and says what happened.
struct work_result {
  trinary state = trinary::ready;
  std::string value = {};
  errc failure = errc::none; // not none: the work could not be done at all
  std::string detail = {};
  std::vector<outgoing> posts = {}; // to other agents, sent when the work is done
  /// As the agent's own link and clock have measured, where work is elsewhere; less than 0:
  /// not known, the agent's side measures.
  float processing_ms = -1;
  float round_trip_ms = -1;
  /// CONFLICT: what is known beyond expected and received; shared, to stay small.
  std::shared_ptr<const mesh::conflict> found = {};

  static work_result ready(std::string value) { return {trinary::ready, std::move(value)}; }
  static work_result conflict(std::string expected, std::string received) {
    return {trinary::conflict, std::move(received), errc::none, std::move(expected)};
  }
  /// With its type (K2) and the rest; the two texts alone are DATA_CONTRADICTION.
  static work_result conflict(mesh::conflict what) {
    auto result = conflict(what.expected, what.received);
    result.found = std::make_shared<const mesh::conflict>(std::move(what));
    return result;
  }
  static work_result failed(errc code, std::string detail) {
    return {trinary::transit, {}, code, std::move(detail)};
  }
};

/// Tells the agent that its work is done. May be called from any thread, once.
using work_done = std::function<void(work_result)>;

/// A result that is known at once but takes effect only after `takes`.
struct planned_result {
  work_result result;
  duration takes{};
};

/// The cost of the way to an agent in a simulated world; real ones cost what
/// they cost.
struct link_delays {
  duration inbound{};
  duration outbound{};
};

/// The work of an agent. One object belongs to one agent; its calls are never
/// concurrent, and none of them may block.
class work {
public:
  virtual ~work() = default;
  /// Starts on a job. Returns the result when it is known at once; otherwise
  /// keeps what `completion` makes and calls it when done.
  virtual std::optional<planned_result> start(const job& what,
                                              const std::function<work_done()>& completion) = 0;
  /// The result is no longer wanted; stop what can be stopped.
  virtual void cancel(message_id) {}
  /// Whether cancel() ends the work. Else it may go on after that, and the agent is
  /// replaced when its work is stuck.
  [[nodiscard]] virtual bool cancels() const { return false; }
  /// The delays of the next exchange. `inbox`: only as far as the agent's
  /// inbox (heartbeats, receipts), which answers for a person who is away.
  virtual link_delays link(bool inbox) {
    (void)inbox;
    return {};
  }
  /// True: it may be given any number of jobs at a time, and ends each by itself.
  [[nodiscard]] virtual bool keeps_many() const { return false; }
  /// Whether start() does nothing but say how long it will take: it may then be
  /// asked before the message is through the simulated link, and answered for
  /// without being woken again.
  [[nodiscard]] virtual bool knows_ahead() const { return false; }
  /// Whether heartbeats tell how long messages take (not for people).
  [[nodiscard]] virtual bool heartbeats_measure_link() const { return true; }
  /// Whether results tell how long the way to the work is: it is elsewhere, and what the
  /// lead measures between its own actors says nothing of that.
  [[nodiscard]] virtual bool measures_own_link() const { return false; }
  /// That way, there and back, as it was measured last; 0: not yet.
  [[nodiscard]] virtual double own_round_trip_ms() const { return 0; }
  /// The same, once for each measurement; 0: there is none since the one taken before.
  virtual double take_round_trip_ms() { return 0; }
  /// Whether messages with the verb `record` are work, too, and not only for the inbox.
  [[nodiscard]] virtual bool takes_records() const { return false; }
  /// Whether the work can be reached (F1).
  [[nodiscard]] virtual bool present() const { return true; }
  /// `changed` is called, from any thread, when present() may have changed.
  virtual void watch_presence(std::function<void()> changed) { (void)changed; } // NOLINT
  /// O6: the agent is frozen, or goes on. What it worked on was cancelled before.
  virtual void pause(bool frozen) { (void)frozen; }
};

} // namespace mesh
