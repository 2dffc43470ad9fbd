#pragma once
#include <shared_mutex>
#include <tl/expected.hpp>
#include <vector>

#include "actors/coordination/layout.hpp"
#include "messages/membership.hpp"

namespace mesh {

/// Who belongs to the mesh: at first those of the layout, then whoever has
/// joined and not left (T5). The one place that knows: supervisors start whom
/// it names, also after a crash. Any thread.
class roster {
public:
  /// `cfg` must be valid and outlive the roster.
  explicit roster(const config& cfg);

  [[nodiscard]] const capability_catalogue& capabilities() const {
    return start_.capabilities();
  }
  [[nodiscard]] agent_identity identity(agent_id id) const;
  /// Who was there first, by position: 0 to topology.agents - 1.
  [[nodiscard]] const layout& start() const { return start_; }

  [[nodiscard]] membership of(agent_id id) const;
  /// Whether the scope names something that exists: an agent that is not
  /// absent, a cluster or sector that was made, and be it empty.
  [[nodiscard]] bool contains(const scope& where) const;
  /// All that are not absent, in the order of their ids.
  [[nodiscard]] std::vector<agent_id> in(const scope& where) const;
  [[nodiscard]] int agents() const; // so many
  [[nodiscard]] int count(const scope& where, membership what) const;
  /// Clusters that were made.
  [[nodiscard]] int clusters(sector_id sector) const;
  [[nodiscard]] int clusters() const;

  /// Gives newcomers their ids: first where there is room in a cluster, then in
  /// new clusters, always in the sector with the fewest agents. They are
  /// `joining`. `errc::mesh_full` when there is no room for all, and says for
  /// how many; `errc::unknown_target` when there is no such place.
  tl::expected<std::vector<agent_id>, error> grow(const grow_order& wanted);
  /// Those in `where` are `leaving` from now on; answers with all that are.
  /// `errc::invalid_argument` when nobody would be left.
  tl::expected<std::vector<agent_id>, error> leave(const scope& where);
  /// A joining one is a member now.
  void joined(agent_id id);
  /// Its id is free again.
  void left(agent_id id);

private:
  struct place {
    membership standing = membership::absent;
    agent_class cls = agent_class::a_edge; // as dealt; identity() has the last word
  };
  using cluster = std::vector<place>; // by slot
  [[nodiscard]] const place* find(agent_id id) const;
  place* find(agent_id id);
  template <class Visit>
  void each(const scope& where, Visit visit) const;

  const config& cfg_;
  layout start_;
  mutable std::shared_mutex mutex_;
  std::vector<std::vector<cluster>> sectors_;
  int dealt_ = 0; // so many classes were dealt out
};

} // namespace mesh
