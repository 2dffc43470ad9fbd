#pragma once
#include <optional>
#include <string>
#include <vector>

#include "actors/parts/cluster_members.hpp"
#include "config/config.hpp"
#include "supervisors/failure_detector.hpp"

namespace mesh {

/// Whether a lead's agents give signs of life: asks each for a heartbeat once per
/// period, again where one was missed (F1), and has who is silent replaced (F2).
///
/// Silence is measured on the listening clock, and only time in which this process
/// could have heard an agent counts. Each failure is reported once, not for each
/// heartbeat it lasts; an agent is condemned once until it is heard or replaced.
class agent_watch {
public:
  /// The lead's services to its watch.
  class ways {
  public:
    virtual ~ways() = default;
    virtual void ask(std::uint8_t slot, const pulse& p) = 0;
    /// To call retry() then.
    virtual void wake_to_retry(time_point when) = 0;
    virtual void report(failure_detector::seen what) = 0;
    virtual void changed(time_point moment) = 0;
    /// Whether there is one who can replace an agent.
    [[nodiscard]] virtual bool supervised() const = 0;
    /// Whether one more may be replaced for its silence; it counts.
    virtual bool may_die(time_point moment) = 0;
    virtual void replace(std::uint8_t slot, std::string why) = 0;
  };
  agent_watch(ways& out, cluster_members& members, failure_detector& detector,
              const config& cfg);

  /// The state of this process at a moment.
  struct hearing {
    time_point now;
    time_point listening; // the clock of what it could hear
    bool judges = true;   // silence says something
  };
  /// Once per heartbeat period: judges everyone, and asks everyone.
  void sweep(const hearing& at);
  /// F1: who did not answer is asked again, with longer and longer pauses, until the
  /// next regular pulse.
  void retry(time_point moment);
  /// Everyone who is asked from now on is asked with a new number.
  std::uint32_t next_pulse(time_point moment);
  [[nodiscard]] std::uint32_t pulse_number() const { return pulse_; }
  void ask(std::uint8_t slot, time_point moment);

  /// A sign of life.
  void heard(std::uint8_t slot, time_point listening);
  /// A replacement is up. True when it is not used before it was heard: what was wrong
  /// with the silent one before it may be its link.
  bool replaced(std::uint8_t slot, const hearing& at);
  void forget(std::uint8_t slot);

  /// O5: whether an agent that is unresponsive is replaced when `where` is healed.
  /// After one missed heartbeat it is when it is named, or has not `obeyed` when it was
  /// told to stop (O6); in a wider scope, where all may be late for some other reason,
  /// after half the time after which it would be anyway.
  [[nodiscard]] bool hangs(std::uint8_t slot, const scope& where, bool obeyed,
                           time_point listening) const;

private:
  struct signs {
    bool missed = false;    // did not answer the newest pulse
    bool silent = false;    // so long that it is to be replaced
    bool unproven = false;  // replaced for that, and not heard since
    bool condemned = false; // for its silence; its supervisor was told
  };
  void judge(std::uint8_t slot, const hearing& at);
  [[nodiscard]] double silent_ms(std::uint8_t slot, time_point listening) const;
  signs& of(std::uint8_t slot);

  ways& out_;
  cluster_members& members_;
  failure_detector& detector_;
  const config& cfg_;
  std::vector<signs> signs_; // by slot
  double retry_ms_ = 0;      // until the next try at a lost heartbeat
  std::uint32_t pulse_ = 0;
  time_point pulse_sent_{};
};

} // namespace mesh
