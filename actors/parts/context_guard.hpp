#pragma once
#include <bitset>

#include "actors/parts/cluster_members.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "config/config.hpp"
#include "messages/protection_messages.hpp"
#include "supervisors/failure_detector.hpp"

namespace mesh {

/// Keeps agents from work that are up and not to be trusted: who works from another
/// context than it should, until it has the good one (F4), and who was quarantined for
/// its answers, until it is replaced or healed (F5).
///
/// An agent whose context is damaged is quarantined; it leaves quarantine only when it
/// says that its context is good, and is no rogue.
class context_guard {
public:
  /// The lead's services to its guard.
  class ways {
  public:
    virtual ~ways() = default;
    virtual void load_good_context(std::uint8_t slot) = 0;
    virtual void report(failure_detector::seen what) = 0;
    virtual void publish() = 0;
  };
  /// `good` is the hash of the context that all should have.
  context_guard(ways& out, cluster_members& members, failure_detector& detector,
                mesh_counters& counters, std::uint64_t good, const config& cfg);

  /// The context that an agent reports. Whether it is good, as far as one knows.
  bool check(std::uint8_t slot, std::uint64_t hash, time_point moment);
  void quarantine(const quarantine_order& order);
  /// O5: gives the good context to one in quarantine, who is used as soon as it says so.
  void reload(std::uint8_t slot);
  [[nodiscard]] bool is_rogue(std::uint8_t slot) const { return rogues_.test(slot); }
  /// Another agent has its slot, or nobody.
  void forget(std::uint8_t slot) { rogues_.reset(slot); }

private:
  ways& out_;
  cluster_members& members_;
  failure_detector& detector_;
  mesh_counters& counters_;
  std::uint64_t good_;
  const config& cfg_;
  std::bitset<max_children> rogues_;
};

} // namespace mesh
