#pragma once
#include <forward_list>
#include <memory>
#include <optional>

#include <caf/all.hpp>

#include "actors/coordination/intake.hpp"
#include "actors/coordination/profile.hpp"
#include "actors/coordination/usual_work.hpp"
#include "actors/surroundings.hpp"
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

/// The agent with what it says to itself, which is nobody else's business.
using agent_self = agent_actor::extend<caf::reacts_to<arrived>, caf::reacts_to<work_finished>,
                                       caf::reacts_to<work_expired>, caf::reacts_to<work_late>,
                                       caf::reacts_to<free_again>>;

/// What an agent is started with.
struct agent_setup {
  const surroundings* around = nullptr;
  agent_identity who;
  cluster_lead_actor lead;
  std::shared_ptr<work> body; // shared only because CAF copies spawn arguments
  std::uint16_t incarnation = 0;
};

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
  void answer_pulse(const pulse& p);
  void take_back(const withdraw& order);
  void load(shared_context good) { context_ = std::move(good); }
  void fail(const fault& what);
  void meet(cluster_lead_actor lead) { lead_ = std::move(lead); }
  void freeze(const freeze_agent& order);
  void thaw(const thaw_agent& order);

private:
  struct running {
    waiting item;
    time_point started;
    std::uint64_t run = 0;
    int queue_depth = 0;         // when it was started (S2)
    bool ends_by_itself = false; // at busy_until_, and is answered for already
    usual_work usual = {};
    bool overdue = false;
  };
  struct coming {
    deliver what;
    time_point due;
    std::uint64_t number = 0;
  };
  /// With work whose end is not known.
  [[nodiscard]] bool working() const { return current_ && !current_->ends_by_itself; }
  [[nodiscard]] int queue_depth() const;
  /// Nothing in hand, waiting, on its way or frozen.
  [[nodiscard]] bool idle(time_point moment) const;
  void arrive(deliver what, time_point moment);
  void start_next(time_point moment);
  void start(waiting item, time_point moment);
  void conclude(work_result result, time_point moment);
  [[nodiscard]] usual_work usual_for(const running& piece) const;
  [[nodiscard]] double processing_prior_ms() const;
  [[nodiscard]] in_hand holds(time_point moment) const;
  void watch_work(std::optional<duration> takes);
  void tell_what_is_in_hand();
  void learn_unfinished(time_point moment, double times = 1);
  void cut_off(duration would_take, time_point until);
  [[nodiscard]] time_point run_until(const deliver& what) const;
  [[nodiscard]] ack answer_again(message_id id, time_point moment) const;
  void keep_answer(const deliver& what, const ack& a);

  // Messages that nobody waits for any more (agent_withdraw.cpp)
  void stop_current(const withdraw& order, time_point moment, ack& a);
  std::optional<std::uint8_t> take_waiting(message_id id);
  void confirm(const withdraw& order, ack a);
  static std::string was_stopped(duration after);

  void answer(const deliver& to, ack a);
  void refuse(const deliver& what, errc failure, std::string detail, time_point moment);

  // Frozen (agent_freeze.cpp)
  void stop();
  void receive_frozen(const deliver& what);
  [[nodiscard]] frozen_agent all_held() const;
  /// What a frozen agent no longer holds, and whether it was in its hand.
  struct dropped {
    bool in_hand = false;
    bool kept = false; // for it goes on after thaw, as asked
    std::uint8_t attempt = 0;
  };
  std::optional<dropped> drop_held(message_id id);
  void resume(const frozen_delivery& one, time_point moment);
  [[nodiscard]] time_point now() const;
  [[nodiscard]] time_point from_sending(time_point sent_at) const;

  agent_self::pointer self_ = nullptr;
  const surroundings* around_ = nullptr;
  agent_identity who_;
  std::uint16_t incarnation_ = 0;
  bool lies_ = false;
  bool wake_armed_ = false;
  cluster_lead_actor lead_;
  std::shared_ptr<work> body_;
  std::optional<intake> intake_;
  std::optional<profile> profile_;
  std::optional<running> current_;
  shared_context context_;
  lamport_clock clock_;
  time_point busy_until_{};              // with a message whose end is known already
  std::uint64_t last_number_ = 0;        // of a run or of what is on its way
  std::forward_list<coming> on_the_way_; // in a simulated link
  std::unique_ptr<frozen_agent> held_;   // while frozen (O6),
  time_point held_since_{};              // since then
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
