#pragma once
#include <memory>
#include <optional>

#include "actors/coordination/profile.hpp"
#include "actors/parts/accepted_messages.hpp"
#include "actors/parts/agent_self.hpp"
#include "actors/parts/agent_voice.hpp"

namespace mesh {

/// What an agent is started with.
struct agent_setup {
  const surroundings* around = nullptr;
  agent_identity who;
  cluster_lead_actor lead;
  std::shared_ptr<work> body; // shared only because CAF copies spawn arguments
  std::uint16_t incarnation = 0;
};

/// Wires an agent's parts: the messages that it has accepted, its work, and its
/// profile. Each message that it accepts is answered by one ack.
class agent_actor_state {
public:
  agent_actor_state() = default;
  void begin(agent_self::pointer self, agent_setup setup);

  void receive(deliver what);
  void came_through(std::uint64_t number);
  void finish(work_finished what);
  void expired(std::uint64_t run);
  void late(const work_late& what);
  void wake();
  void look_at_chains(bool moved);
  void tell_what_is_in_hand();
  void answer_pulse(const pulse& p);
  void take_back(const withdraw& order);
  void load(shared_context good) { voice_->load(std::move(good)); }
  void fail(const fault& what);
  void meet(cluster_lead_actor lead) { voice_->meet(std::move(lead)); }
  void freeze(const freeze_agent& order);
  void thaw(const thaw_agent& order);

private:
  [[nodiscard]] time_point now() const { return self_->clock().now(); }
  /// When a link began to carry what was sent then; now, when that is not known.
  [[nodiscard]] time_point from_sending(time_point sent_at) const {
    return sent_at == time_point{} ? now() : sent_at;
  }
  [[nodiscard]] work_history history() { return {*profile_, who_, around_->cfg}; }

  void arrive(deliver what, time_point moment);
  void start_next(time_point moment);
  void start(waiting item, time_point moment);
  [[nodiscard]] error why_not_begun(const deliver& what, time_point moment);
  [[nodiscard]] agent_walk& walk();
  void stop(message_id work);
  void give_up(work_result why);
  job job_until(time_point until, const deliver& what, int queue_depth, time_point moment);
  void start_beside(waiting item, time_point moment);
  void conclude_beside(const work_beside::piece& one, work_result result, time_point moment);
  void learn_late(const work_finished& what);
  void cut_off(duration would_take, time_point until);
  void conclude(work_result result, time_point moment);
  void watch_work(std::optional<time_point> end);
  void receive_frozen(const deliver& what);

  agent_self::pointer self_ = nullptr;
  const surroundings* around_ = nullptr;
  agent_identity who_;
  bool wake_armed_ = false;
  std::shared_ptr<work> body_;
  std::optional<accepted_messages> messages_;
  std::optional<profile> profile_;
  std::optional<agent_voice> voice_;
  std::unique_ptr<agent_walk> walk_; // none: it never had a task of a chain
  std::uint64_t last_number_ = 0;    // of a run or of what is on its way
};

/// An agent (T1): one message at a time, its own profile (Z5), answers with
/// acks and heartbeats. Never blocks: its work reports back.
agent_self::behavior_type agent(agent_self::stateful_pointer<agent_actor_state> self,
                                agent_setup setup);

} // namespace mesh
