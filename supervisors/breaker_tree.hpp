#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "supervisors/circuit_breaker.hpp"

namespace mesh {

/// A breaker that has changed, and which.
struct breaker_event {
  scope where;
  breaker_change change;
  bool operator==(const breaker_event&) const = default;
};
using breaker_events = std::vector<breaker_event>;
/// `breaker of s07 open: 51 failures within 60 s (was closed)`.
std::string to_string(const breaker_event& what);

/// The breakers of clusters and sectors, and the global one (B1-B3). A sector
/// coordinator keeps one of these for its own sector, the orchestrator one for
/// all. A scope is a cluster, a sector or `all`; an agent's is its cluster's.
/// A breaker that never saw a failure takes no room.
class breaker_tree {
public:
  explicit breaker_tree(const breakers_config& cfg);

  /// One more failure in a cluster counts there and in its sector.
  breaker_events failure(cluster_id where, time_point now);

  /// Opens one for a reason other than its own count (F6); unless it is open.
  breaker_events trip(const scope& where, std::string reason, time_point now);

  /// B3: whether none of its three breakers is open. Counts nothing.
  [[nodiscard]] bool routable(cluster_id where) const;
  /// Asks all three for one message: who turned it away, if anybody.
  std::optional<scope> admit(cluster_id where);
  /// `errc::breaker_open` with the reason of that breaker.
  [[nodiscard]] error refusal(const scope& where) const;

  /// The breakers to probe now. Each is named once until it was `probed`, or
  /// its probe is overdue. `links_to` says what the ways there and back take.
  std::vector<scope> take_probes(time_point now,
                                 const std::function<duration(const scope&)>& links_to = {});
  breaker_events probed(const scope& where, bool good, time_point now);
  breaker_events due(time_point now);
  [[nodiscard]] std::optional<time_point> next_due() const;

  breaker_events force_open(const scope& where, std::string reason, time_point now);
  breaker_events force_close(const scope& where, std::string reason, time_point now);

  /// The breaker of a scope; null when it never saw anything: it is closed.
  [[nodiscard]] const circuit_breaker* find(const scope& where) const;
  /// All that are not closed: the global one first, then sectors, then clusters.
  [[nodiscard]] std::vector<scope> tripped() const;
  [[nodiscard]] std::size_t open_sectors() const { return open_sectors_; }
  [[nodiscard]] std::uint64_t turned_away() const; // by all of them

private:
  circuit_breaker& at(const scope& where);
  [[nodiscard]] bool too_many_sectors() const;
  /// Notes a change, and what follows from it for the global breaker.
  void note(const scope& where, circuit_breaker::change change, time_point now,
            breaker_events& events);
  template <class Visit>
  static void visit_all(auto& self, Visit visit);

  breakers_config cfg_;
  circuit_breaker global_;
  std::map<sector_id, circuit_breaker> sectors_;
  std::map<cluster_id, circuit_breaker> clusters_;
  std::size_t open_sectors_ = 0;
};

} // namespace mesh
