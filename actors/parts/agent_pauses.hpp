#pragma once
#include <map>
#include <optional>

#include "actors/coordination/freeze_round.hpp"
#include "actors/parts/cluster_members.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "actors/parts/open_work.hpp"
#include "config/config.hpp"

namespace mesh {

/// Stops the agents of a cluster and lets them go on (O6).
///
/// An agent's row says that it is frozen, so that whoever replaces the lead knows, too;
/// it says so from the order to freeze until the agent itself has confirmed that it
/// goes on. Every order is answered by one report, the latest at its time to give up.
class agent_pauses {
public:
  /// The lead's services to its pauses.
  class ways {
  public:
    virtual ~ways() = default;
    virtual void tell(std::uint8_t slot, const freeze_agent& order) = 0;
    virtual void tell(std::uint8_t slot, const thaw_agent& order) = 0;
    /// To call give_up_due() then.
    virtual void wake_to_give_up(time_point when) = 0;
    virtual void publish() = 0;
    virtual void changed(time_point moment) = 0;
    virtual void report(freeze_report what) = 0;
  };
  agent_pauses(ways& out, open_work& work, cluster_members& members, mesh_counters& counters,
               const config& cfg);

  void order(freeze_order what, time_point moment);
  /// To an agent that may not know yet that it is frozen: it is new, or the lead is.
  void tell_again(std::uint8_t slot);
  void stopped(agent_frozen what);
  void goes_on(const agent_thawed& what, time_point moment);
  void give_up_due(time_point moment);

  /// Whether an agent that is frozen has said what it holds.
  [[nodiscard]] bool has_stopped(std::uint8_t slot) const;
  /// The link of a simulated agent may still carry the answer to work that was
  /// then interrupted: it is done again.
  [[nodiscard]] bool is_void(const ack& a) const;
  /// Work that went on after a thaw has ended, and nobody waits for it any more.
  void note_answer(const ack& a) const;
  void forget(std::uint8_t slot) { pauses_.erase(slot); }

private:
  /// An agent that is frozen, or was.
  struct pause {
    bool stopped = false;   // it has said what it holds
    message_id interrupted; // was in its hand, and is done again after thaw
    time_point thawed = time_point::max();
  };
  void tell(std::uint8_t slot);
  bool settles(std::uint64_t number, std::uint8_t slot);
  void finish();

  ways& out_;
  open_work& work_;
  cluster_members& members_;
  mesh_counters& counters_;
  const config& cfg_;
  std::optional<freeze_round> round_;
  std::map<std::uint8_t, pause> pauses_; // by slot
};

} // namespace mesh
