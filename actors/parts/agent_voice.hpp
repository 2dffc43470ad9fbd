#pragma once
#include "actors/coordination/profile.hpp"
#include "actors/parts/accepted_messages.hpp"
#include "actors/parts/agent_self.hpp"
#include "messages/lamport_clock.hpp"

namespace mesh {

/// All that an agent says to its lead: answers, heartbeats, what it has in hand. Each says what
/// the agent is as well, and leaves when the simulated link has carried it.
class agent_voice {
public:
  /// The agent that it belongs to; all of this outlives the voice.
  struct of {
    agent_self::pointer self = nullptr;
    const surroundings* around = nullptr;
    std::uint8_t slot = 0;
    std::uint16_t incarnation = 0;
    work* body = nullptr;
    accepted_messages* messages = nullptr;
    const profile* measured = nullptr;
  };
  agent_voice(const of& whose, cluster_lead_actor lead)
      : of_(whose), lead_(std::move(lead)), context_(whose.around->context) {}

  void meet(cluster_lead_actor lead) { lead_ = std::move(lead); }
  void load(shared_context good) { context_ = std::move(good); }
  [[nodiscard]] const shared_context& context() const { return context_; }
  /// F5, to see what comes of it: READY with another value from now on.
  void lie() { lies_ = true; }
  /// A message with this stamp has come (K3); the agent's own, later one.
  std::uint64_t seen(std::uint64_t lamport) { return clock_.seen(lamport); }

  void answer(const deliver& to, ack a);
  /// The outcome of a message that nobody waits for. It does not go through the simulated link:
  /// it is the mesh's own knowledge.
  void answer(const withdraw& to, ack a);
  /// Its work has ended: sends on what it has brought about, and its result, which the agent
  /// had at `moment` less the way back.
  void answer_done(const deliver& to, work_result result, duration held, duration way_back,
                   time_point moment);
  void refuse(const deliver& what, errc failure, std::string detail, time_point moment);
  void answer(const pulse& to, const in_hand& holds, time_point moment);
  /// Its times, as an answer to a message that nobody waits for has taught them.
  void tell_times(message_id about);
  void note_work(const in_hand& holds, time_point moment);
  void tell_frozen(const freeze_agent& order);
  void tell_thawed(const thaw_agent& order, time_point moment);

private:
  [[nodiscard]] time_point now() const { return of_.self->clock().now(); }
  /// Fills in what each report says of the agent itself.
  template <class Report>
  void sign(Report& r) const;

  const of of_;
  cluster_lead_actor lead_;
  shared_context context_;
  lamport_clock clock_;
  bool lies_ = false;
};

} // namespace mesh
