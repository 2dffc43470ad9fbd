#pragma once
#include <vector>

#include "actors/coordination/roster.hpp"
#include "actors/parts/cluster_members.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "actors/parts/open_work.hpp"
#include "config/config.hpp"

namespace mesh {

/// Takes newcomers of a cluster in and lets agents go (T5).
///
/// A newcomer is a member once its impedance is known. Who is leaving gets nothing new
/// and goes when nothing is open with it, or when its time is up; what is frozen has
/// time until it is thawed.
class turnover {
public:
  /// The lead's services to members that come and go.
  class ways {
  public:
    virtual ~ways() = default;
    virtual void ask(std::uint8_t slot, const pulse& p) = 0;
    virtual void publish() = 0;
    /// To call let_go_idle() then.
    virtual void wake_to_let_go(time_point when) = 0;
    /// Whether there is one who lets agents go.
    [[nodiscard]] virtual bool supervised() const = 0;
    virtual void may_leave(std::uint8_t slot) = 0;
  };
  turnover(ways& out, open_work& work, cluster_members& members, roster& who,
           mesh_counters& counters, const config& cfg);

  /// After each heartbeat: whether one that is joining has settled.
  void settle(std::uint8_t slot);
  /// These are to leave. They are asked with this pulse whether they have anything:
  /// what they say of themselves counts from it on.
  void leave(const std::vector<agent_id>& whom, std::uint32_t pulse, time_point moment);
  /// As long as it is given from now on, if it is leaving.
  void give_time(std::uint8_t slot, std::uint32_t pulse, time_point moment);
  /// Whether it holds no message in any way, as it answers a pulse.
  void note_idle(std::uint8_t slot, bool idle, std::uint32_t pulse);
  void let_go_if_idle(std::uint8_t slot, time_point moment);
  /// Those whose last piece has ended since.
  void let_go_idle(time_point moment);
  void forget(std::uint8_t slot) { of(slot) = {}; }

private:
  struct passage {
    int settling = 0;        // heartbeats of one that is joining
    time_point leaves_by{};  // one that is leaving,
    std::uint32_t asked = 0; // with which pulse it was asked whether it is idle,
    bool idle = false;       // and has said so since
  };
  void mark_leaving(std::uint8_t slot, std::uint32_t pulse, time_point moment);
  passage& of(std::uint8_t slot);

  ways& out_;
  open_work& work_;
  cluster_members& members_;
  roster& who_;
  mesh_counters& counters_;
  const config& cfg_;
  std::vector<passage> passages_; // by slot
};

} // namespace mesh
