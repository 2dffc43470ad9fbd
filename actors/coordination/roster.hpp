#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <shared_mutex>
#include <tl/expected.hpp>
#include <vector>

#include "actors/coordination/growth.hpp"
#include "actors/coordination/layout.hpp"
#include "config/config.hpp"
#include "messages/membership.hpp"

namespace mesh {

/// One place in which a mesh differs from how it started.
struct roster_change {
  agent_id id;
  membership standing = membership::absent;
  agent_class cls = agent_class::a_edge;
  bool linked = false;                        // comes over a link of its own (X1)
  std::vector<std::string> capabilities = {}; // beside those of its class
  bool operator==(const roster_change&) const = default;
};
/// All of them, and how many clusters each sector has.
struct roster_changes {
  std::vector<int> clusters;
  std::vector<roster_change> agents; // in the order of their ids
  bool operator==(const roster_changes&) const = default;
};

/// The members of the mesh: at first those of the layout, then whoever has
/// joined and not left (T5). The one place that knows: supervisors start whom
/// it names, also after a crash. Any thread.
class roster {
public:
  /// `cfg` must be valid and outlive the roster.
  explicit roster(const config& cfg);

  [[nodiscard]] const capability_catalogue& capabilities() const {
    return start_.capabilities();
  }
  /// X4: what agents must be able to do for what they do beside answering.
  [[nodiscard]] const permissions_config& permissions() const { return cfg_.permissions; }
  [[nodiscard]] agent_identity identity(agent_id id) const;
  /// The first agents, by position: 0 to topology.agents - 1.
  [[nodiscard]] const layout& start() const { return start_; }

  [[nodiscard]] membership of(agent_id id) const;
  /// Whether the scope names something that exists: an agent that is not
  /// absent, a cluster or sector that was made, and be it empty.
  [[nodiscard]] bool contains(const scope& where) const;
  /// All that are not absent, in the order of their ids.
  [[nodiscard]] std::vector<agent_id> in(const scope& where) const;
  [[nodiscard]] int agents() const; // so many
  [[nodiscard]] int count(const scope& where, membership what) const;
  /// The number of members, by sector.
  [[nodiscard]] std::vector<std::uint32_t> members() const;
  /// Clusters that were made.
  [[nodiscard]] int clusters(sector_id sector) const;
  [[nodiscard]] int clusters() const;
  [[nodiscard]] std::vector<cluster_id> all_clusters() const;

  /// Gives newcomers their ids: first where there is room in a cluster, then in
  /// new clusters, always in the sector with the fewest agents. They are
  /// `joining`. `errc::mesh_full` when there is no room for all, and says for
  /// how many; `errc::unknown_target` when there is no such place, and
  /// `errc::no_capable_agent` for a capability that the mesh does not know.
  tl::expected<std::vector<agent_id>, error> grow(const grow_order& wanted);
  /// Those in `where` are `leaving` from now on; answers with all that are.
  /// `errc::invalid_argument` when no agent would be left.
  tl::expected<std::vector<agent_id>, error> leave(const scope& where);
  /// A joining one is a member now.
  void joined(agent_id id);
  /// Its id is free again.
  void left(agent_id id);

  /// Grows with each change to who is there.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] roster_changes changes() const;
  /// Takes it as another process has left it, before an agent was started. An agent that was
  /// joining starts like all others. `errc::store_foreign` when it does not fit
  /// a mesh of this size.
  tl::expected<void, error> restore(const roster_changes& changes);

  // Between hosts (T5): the orchestrator's decides who is to join and to leave,
  // the one that has the sector sees who has.
  /// What the orchestrator's host says: those that it names are as it says.
  /// `errc::store_foreign` as restore().
  tl::expected<void, error> follow(const roster_changes& changes);
  /// The host of a sector or a cluster reports all of it: who was to join or to
  /// leave and has.
  void hear(const scope& where, const roster_changes& changes);

private:
  struct place {
    membership standing = membership::absent;
    agent_class cls = agent_class::a_edge; // as dealt; identity() has the last word
  };
  using cluster = std::vector<place>; // by slot
  /// An agent that comes over a link: few, so they are kept apart.
  using linked_agents = std::map<agent_id, std::vector<std::string>>;
  [[nodiscard]] const place* find(agent_id id) const;
  place* find(agent_id id);
  [[nodiscard]] growth_bounds bounds() const;
  [[nodiscard]] tl::expected<void, error> check(const roster_changes& changes) const;
  void make_room(const roster_changes& changes);
  void put(const roster_change& change, membership standing);
  template <class Visit>
  void each(const scope& where, Visit visit) const;

  const config& cfg_;
  layout start_;
  mutable std::shared_mutex mutex_;
  std::vector<std::vector<cluster>> sectors_;
  linked_agents linked_;
  int dealt_ = 0; // so many classes were dealt out
  std::atomic<std::uint64_t> version_{0};
};

} // namespace mesh
