#pragma once
#include <bitset>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/coordination/arrival_board.hpp"
#include "actors/coordination/gather.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/coordination/send_schedule.hpp"
#include "actors/parts/cluster_members.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "actors/parts/wake_times.hpp"
#include "actors/work/person/person_times.hpp"
#include "config/config.hpp"
#include "messages/scatter_order.hpp"

namespace mesh {

/// The gathers of one cluster: whom to send what and when, and what became of it.
///
/// Every gather that was begun ends once, with a summary in which each target is in
/// exactly one count: when all have answered, or at its time. A second order for the
/// same gather changes nothing.
class cluster_gathers {
public:
  /// The lead's services to its gathers.
  class ways {
  public:
    virtual ~ways() = default;
    virtual void hand_over(std::uint8_t slot, deliver what, time_point moment) = 0;
    virtual void take_back(std::uint8_t slot, const withdraw& what) = 0;
    /// To call send_due() then.
    virtual void wake_to_send(std::uint64_t gather, time_point when) = 0;
    /// To call close_due() then.
    virtual void wake_to_close(time_point when) = 0;
    /// The id of the record of a conflict that an agent has answered (K1).
    virtual message_id next_conflict(time_point moment) = 0;
    /// An answer counts, which was to this part of this message.
    virtual void counted(const ack& a, const message& about, std::uint32_t part,
                         std::optional<scope> given_to, message_id record,
                         time_point moment) = 0;
    virtual void ended(const gather_summary& how) = 0;
  };
  /// Where it takes place.
  struct place {
    const config& cfg;
    const roster& who;
    mesh_counters& counters;
    process_id process = 0;
    const person_times* people = nullptr;
  };
  cluster_gathers(ways& out, const cluster_members& members, const place& where,
                  shared_rules rules);

  void set_rules(shared_rules rules) { rules_ = std::move(rules); }
  void begin(const shared_message& what, const scatter_order& order, time_point moment);
  void send_due(std::uint64_t gather, time_point moment);
  void close_due(time_point moment);
  void cancel(std::uint64_t gather, time_point moment);
  /// False when no such gather runs (any more). Takes value and detail of an answer
  /// that is not needed any more.
  bool answered(ack& a, time_point moment);
  /// The agent was replaced: it gets once what the one before it left undone.
  void redeliver(std::uint8_t slot, time_point moment);
  /// Ends what was not sent yet to an agent, and with `sent_too` what was.
  void refuse(std::uint8_t slot, errc why, const std::string& detail, bool sent_too,
              time_point moment);
  /// Whether anything is to be sent to an agent or answered by it.
  [[nodiscard]] bool open_with(std::uint8_t slot) const;
  [[nodiscard]] std::size_t running_now() const { return all_.size(); }

private:
  struct running {
    gather state;
    shared_message what;
    std::vector<planned_send> sends;
    std::size_t next = 0;
    time_point expire_at;
    std::optional<scope> given_to;           // who got the same; none: nobody else
    bool goes_on = false;                    // M3: what has begun outlives its caller
    std::uint8_t attempt = 0;                // of the order
    bool withdrawn = false;                  // nobody waits; agents say what became of it
    std::bitset<max_children> retried = {};  // given to a replacement, once
    std::shared_ptr<run_arrivals> seen = {}; // for who looks on
  };
  using entry = std::map<std::uint64_t, running>::iterator;

  std::vector<send_candidate> choose(gather& g, const message& m, const scatter_order& order,
                                     time_point moment) const;
  void ask_people_in_time(std::vector<send_candidate>& candidates, const message& m,
                          const scatter_order& order, time_point arrive) const;
  void consider(gather& g, std::vector<send_candidate>& chosen, const routing_request& wanted,
                bool named, std::uint8_t slot, bool asked_before, time_point moment) const;
  std::vector<planned_send> plan(gather& g, const std::vector<send_candidate>& candidates,
                                 const message& m, const scatter_order& order,
                                 time_point arrive, time_point moment);
  void wake_to_close(time_point when);
  void run(running& r, bool first, time_point moment);
  void send(running& r, const planned_send& planned, time_point moment);
  void send_again(running& r, std::uint8_t slot, time_point moment);
  bool take_back(running& r, errc why, time_point moment);
  [[nodiscard]] deliver delivery(const running& r, const planned_send& planned) const;
  void finish(entry done);

  ways& out_;
  const cluster_members& members_;
  place where_;
  shared_rules rules_;
  std::map<std::uint64_t, running> all_; // in order of their ids
  wake_times close_timers_;
};

} // namespace mesh
