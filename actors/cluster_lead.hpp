#pragma once
#include <bitset>
#include <map>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/coordination/baseline.hpp"
#include "actors/coordination/freeze_round.hpp"
#include "actors/coordination/gather.hpp"
#include "actors/coordination/send_schedule.hpp"
#include "actors/coordination/success_rate.hpp"
#include "actors/surroundings.hpp"
#include "actors/wake_times.hpp"
#include "messages/type_ids.hpp"
#include "supervisors/failure_detector.hpp"

namespace mesh {

/// A lead's own timers.
enum class lead_wake : std::uint8_t { send, close, publish, sweep, retry, freeze, leave };
struct lead_tick {
  lead_wake what = lead_wake::sweep;
  std::uint64_t gather = 0; // send: whose next send is due
};

using cluster_lead_self = cluster_lead_actor::extend<caf::reacts_to<lead_tick>>;

struct lead_setup {
  const surroundings* around = nullptr;
  cluster_id cluster;
  sector_coordinator_actor coordinator;
  shared_rules rules;
  cluster_supervisor_actor supervisor = {}; // none: nobody replaces an agent
};

/// What a lead does, in two halves: it looks after its agents (their rows,
/// heartbeats, the page of the registry), and it runs gathers over them.
class lead_state {
public:
  void begin(cluster_lead_self::pointer self, lead_setup setup);

  // Looking after agents
  void adopt(std::vector<member> members);
  void beat(const heartbeat& h);
  void note_work(const work_note& note);
  void sweep();
  void publish();
  void lost(const member_lost& whom);
  void replaced(member by);
  void gone(const member_gone& whom);

  // Growing and shrinking (T5)
  void leave(const leave_order& order);
  void left(const member_left& whom);
  void let_go_idle();

  // Failures (F1-F5)
  void retry_pulses();
  void told(const circuit& c);
  void quarantine(const quarantine_order& order);
  heal_report heal(const heal_order& order);
  void meet(sector_coordinator_actor c);
  void set_rules(shared_rules rules) { setup_.rules = std::move(rules); }

  // Gathers
  void scatter(const wire<message>& what, const wire<scatter_order>& order);
  void send_due(std::uint64_t gather);
  void answered(ack a);
  void close_due();
  void cancel(std::uint64_t gather);

  // Freezing and thawing
  void freeze(freeze_order order);
  void stopped(agent_frozen what);
  void goes_on(const agent_thawed& what);
  void freeze_due();

  // From agent to agent
  void take_post(post p);
  void deliver_post(const wire<message>& what, const wire<post_order>& order);

private:
  /// A message from another agent.
  struct posted {
    deliver what;
    shared_ticket ticket;
  };
  struct child {
    agent_actor handle;
    agent_row row;
    bool down = false;             // and perhaps soon replaced
    bool missed = false;           // did not answer the newest pulse
    bool silent = false;           // so long that it is to be replaced
    bool unproven = false;         // replaced for that, and not heard since
    bool rogue = false;            // quarantined for its answers (F5)
    bool condemned = false;        // for its silence; its supervisor was told (F2)
    time_point heard{};            // last, on the listening clock
    std::uint16_t incarnation = 0; // what an earlier one says is void
    std::vector<posted> posts;     // handed over, not answered yet
    success_rate successes;
    baseline usual;
    float prior_score = 0;
    float link_ms = 0;                   // newest round trip of a heartbeat; 0: none yet
    time_point holds_as_of{};            // what is known of its work in hand is from then
    int settling = 0;                    // heartbeats of one that is joining
    time_point leaves_by{};              // one that is leaving,
    std::uint32_t asked = 0;             // with which pulse it was asked whether it is idle,
    bool idle = false;                   // and has said so since
    float round_trip_ms = no_round_trip; // measured, and not yet told to the agent
  };
  struct running {
    gather state;
    shared_message what;
    std::vector<planned_send> sends;
    std::size_t next = 0;
    time_point expire_at;
    std::optional<scope> given_to;          // who got the same; none: nobody else
    bool goes_on = false;                   // M3: what has begun outlives its caller
    std::uint8_t attempt = 0;               // of the order
    bool withdrawn = false;                 // nobody waits; agents say what became of it
    std::bitset<max_children> retried = {}; // given to a replacement, once
  };
  /// An agent that is frozen, or was.
  struct pause {
    bool stopped = false;   // it has said what it holds
    message_id interrupted; // was in its hand, and is done again after thaw
    time_point thawed = time_point::max();
  };
  [[nodiscard]] time_point now() const;
  [[nodiscard]] const config& cfg() const { return setup_.around->cfg; }
  void wake_at(time_point when, lead_wake what, std::uint64_t gather = 0);
  [[nodiscard]] child child_of(member m, time_point moment) const;
  child& place_for(std::uint8_t slot);
  void newcomer(member m);
  void settle(child& c);
  void mark_leaving(child& c, time_point moment);
  void let_go_if_idle(child& c, time_point moment);
  [[nodiscard]] bool in_use(const child& c) const;
  void learn(child& c, const profile_report& report, int queue_depth, time_point moment);
  void report(failure_detector::seen what);
  void watch(child& c, time_point moment);
  [[nodiscard]] bool hangs(const child& c, const scope& where) const;
  void condemn(child& c, double silent_ms);
  bool check_context(child& c, std::uint64_t hash, time_point moment);
  static time_point back_from(time_point back_at, time_point moment);
  void measured_round_trip(child& c, double ms);
  void measure_link(child& c, const heartbeat& h, time_point moment);
  void hold(child& c, const in_hand& what, time_point as_of, time_point moment);
  [[nodiscard]] impedance believed(const child& c, time_point moment) const;
  [[nodiscard]] double offline_after_ms(const child& c) const;
  void rescore(child& c);
  void changed(time_point moment);
  [[nodiscard]] cluster_summary summarise() const;
  std::vector<send_candidate> choose(gather& g, const message& m, const scatter_order& order);
  void consider(gather& g, std::vector<send_candidate>& chosen, const routing_request& wanted,
                bool named, std::uint8_t slot, bool asked_before);
  [[nodiscard]] duration way_back(const child& c) const;
  [[nodiscard]] duration longest_way_back() const;
  void wake_to_close(time_point when);
  void run(running& r, bool first);
  void send(running& r, const planned_send& planned, time_point moment);
  void redeliver(running& r, child& c, time_point moment);
  bool take_back(running& r, errc why, time_point moment);
  void fail_open(std::uint8_t slot, const std::string& detail);
  [[nodiscard]] deliver delivery(const running& r, const planned_send& planned) const;
  void hand_over(child& c, deliver what, time_point moment);
  static shared_message end_post(child& c, message_id what);
  void make_conflict(ack& a) const;
  void report_conflict(const child& c, const ack& a, const message& m, std::uint32_t part,
                       std::optional<scope> given_to, message_id record, time_point moment);
  [[nodiscard]] message_id next_conflict(time_point moment);
  void finish(std::map<std::uint64_t, running>::iterator done);
  void refuse_open(std::uint8_t slot, errc why, const std::string& detail, bool sent_too);
  void tell_again(child& c);
  void tell(child& c);
  void finish_freeze();
  [[nodiscard]] bool is_void(const ack& a) const;
  void note_thawed(const ack& a);

  cluster_lead_self::pointer self_ = nullptr;
  lead_setup setup_;
  std::vector<child> children_;
  std::map<std::uint64_t, running> gathers_; // in order of their ids
  message_id_source ids_{0};
  std::optional<failure_detector> detector_;
  double retry_ms_ = 0; // until the next try at a lost heartbeat
  std::bitset<3> open_; // breakers over this cluster, by scope::level: global, sector, own
  std::uint32_t pulse_ = 0;
  time_point pulse_sent_{};
  time_point published_{};
  time_point next_summary_{};
  bool publish_armed_ = false;
  wake_times close_timers_;
  std::optional<freeze_round> freezing_;
  std::map<std::uint8_t, pause> pauses_; // by slot
};

/// A cluster lead (T3): computes when to send to each of its agents, gathers
/// their answers, keeps their rows (Z2) and sends summaries up.
cluster_lead_self::behavior_type
cluster_lead(cluster_lead_self::stateful_pointer<lead_state> self, lead_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::lead_tick)
