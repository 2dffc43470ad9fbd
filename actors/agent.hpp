#pragma once
#include <memory>
#include <optional>

#include <caf/all.hpp>

#include "actors/coordination/profile.hpp"
#include "actors/parts/accepted_messages.hpp"
#include "actors/parts/agent_walk.hpp"
#include "actors/parts/surroundings.hpp"
#include "messages/lamport_clock.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// A message has come through a simulated link.
struct arrived {
  std::uint64_t number = 0; // which of those that were on the way
};
/// A piece of work came to its end.
struct work_finished {
  message_id what;
  std::uint64_t run = 0; // which start it belongs to
  work_result result;
};
/// The message whose work has not ended has expired.
struct work_expired {
  std::uint64_t run = 0;
};
/// A piece of work takes much longer than is usual, and then far too long.
struct work_late {
  std::uint64_t run = 0;
  bool stuck = false;
};

/// The agent's present message has ended and others wait.
struct free_again {};
/// The agent is to look back at tasks of chains that it left behind (V5).
struct look_back {};
/// A chain whose tasks it left behind has moved.
struct chain_moved {};

/// The agent's work can be reached again, or not any more (F1).
struct presence_changed {};

/// The agent with what it says to itself, which is nobody else's business.
using agent_self =
    agent_actor::extend<caf::reacts_to<arrived>, caf::reacts_to<work_finished>,
                        caf::reacts_to<work_expired>, caf::reacts_to<work_late>,
                        caf::reacts_to<free_again>, caf::reacts_to<look_back>,
                        caf::reacts_to<chain_moved>, caf::reacts_to<presence_changed>>;

/// Wakes the agent up to look back, as its way through chains asks for (V2).
std::unique_ptr<agent_walk> make_agent_walk(agent_self::pointer self,
                                            const surroundings& around, agent_id who);

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
  void load(shared_context good) { context_ = std::move(good); }
  void fail(const fault& what);
  void meet(cluster_lead_actor lead) { lead_ = std::move(lead); }
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
  void cut_off(duration would_take, time_point until);
  void conclude(work_result result, time_point moment);
  void watch_work(std::optional<time_point> end);
  void receive_frozen(const deliver& what);

  /// What every message to the lead says of the agent itself.
  template <class Report>
  void sign(Report& r) const;
  void answer(const deliver& to, ack a);
  void refuse(const deliver& what, errc failure, std::string detail, time_point moment);

  agent_self::pointer self_ = nullptr;
  const surroundings* around_ = nullptr;
  agent_identity who_;
  std::uint16_t incarnation_ = 0;
  bool lies_ = false;
  bool wake_armed_ = false;
  cluster_lead_actor lead_;
  std::shared_ptr<work> body_;
  std::optional<accepted_messages> messages_;
  std::optional<profile> profile_;
  shared_context context_;
  std::unique_ptr<agent_walk> walk_; // none: it never had a task of a chain
  lamport_clock clock_;
  std::uint64_t last_number_ = 0; // of a run or of what is on its way
};

/// An agent (T1): one message at a time, its own profile (Z5), answers with
/// acks and heartbeats. Never blocks: its work reports back.
agent_self::behavior_type agent(agent_self::stateful_pointer<agent_actor_state> self,
                                agent_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_finished)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_expired)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_late)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::free_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::look_back)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_moved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::presence_changed)
