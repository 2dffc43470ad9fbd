#pragma once
#include <array>
#include <atomic>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "actors/coordination/agent_row.hpp"
#include "actors/coordination/published.hpp"
#include "actors/coordination/routing.hpp"
#include "messages/summaries.hpp"

namespace mesh {

class roster;

/// One cluster as its lead last published it. Never changed once published.
struct cluster_page {
  cluster_summary summary;
  time_point published_at{};
  /// Longest lead time of an ordinary message to a routable agent of each
  /// class that can be reached within the longest horizon; 0 when none can.
  std::array<float, 6> longest_lead_ms{};
  bool turned_away = false;        // a breaker above it is open: nobody is to be chosen (B3)
  std::vector<agent_state> before; // while it is suspect: how each row was
  std::vector<agent_row> rows;
  bool operator==(const cluster_page&) const = default;
};

/// Z2, Z4: every agent of the mesh, written by leads a page at a time and read
/// by anyone at any moment. A read never waits for a writer and never makes
/// one wait: it sees the newest pages that were complete when it looked.
class registry {
public:
  /// With a cell for every cluster that may ever be.
  explicit registry(int sectors);

  void publish(cluster_id cluster, std::unique_ptr<const cluster_page> page);
  /// Publishes in a lead's place that nobody is there any more. Only after the
  /// lead is down: a page has one writer at a time.
  void take_offline(cluster_id cluster, time_point now);
  /// The same while nothing is heard of its host: who was active or degraded is suspect
  /// (R2). And that the host was heard again: they are as they were.
  void suspect(cluster_id cluster, time_point now);
  void trust(cluster_id cluster, time_point now);

  /// Pages seen through a reader stay valid as long as the reader lives. Keep
  /// it short: what is replaced meanwhile is freed only after.
  class reader {
  public:
    /// Null until the cluster's lead has published for the first time.
    [[nodiscard]] const cluster_page* page(cluster_id cluster) const;
    [[nodiscard]] const agent_row* find(agent_id agent) const;
    /// Calls `visit(const cluster_page&)` for each page that lies in `where`.
    template <class F>
    void each_page(const scope& where, F&& visit) const {
      auto [first, last] = of_->cells_of(where);
      for (auto i = first; i < last; ++i)
        if (const auto* page = of_->cells_[i].get(guard_))
          visit(*page);
    }

  private:
    friend class registry;
    explicit reader(const registry& of) : of_(&of), guard_(of.epochs_) {}
    const registry* of_;
    epoch_guard guard_;
  };
  [[nodiscard]] reader read() const { return reader(*this); }

private:
  template <class Change>
  void change(cluster_id cluster, time_point now, Change how);
  [[nodiscard]] std::size_t index_of(cluster_id cluster) const {
    return std::size_t{cluster.sector} * max_children + cluster.cluster;
  }
  /// From the first one to one behind the last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> cells_of(const scope& where) const;
  mutable epoch_domain epochs_; // before cells_: outlives them
  std::size_t sectors_;
  std::vector<published<cluster_page>> cells_;
};

/// Z8: the best `wanted` routable agents in `where` under a score limit.
std::vector<agent_row> best_of(const registry& agents, const scope& where, std::size_t wanted,
                               double score_limit, const routing_request& request,
                               const routing_rules& rules);

/// Z5: within which time nearly all agents in `where` are reached and heard again: `share`
/// of those who are there. 0 when nobody is.
double round_trip_ms(const registry& agents, const scope& where, double share);

/// Z7: the mesh as the pages tell it.
mesh_summary summarise(const registry& agents, double healthy_share = 0.95);
/// The same, of all who belong to the mesh: also of those of whom no page tells, and
/// which sectors nobody serves. What is shown to people, and what the mode follows (D1).
mesh_summary summarise(const registry& agents, const roster& who, double healthy_share = 0.95);
std::optional<sector_summary> summarise(const registry& agents, sector_id sector);
/// Z7, D1: the sectors in which no more than `healthy_share` of the agents are active.
std::bitset<max_children> unhealthy_sectors(const registry& agents,
                                            double healthy_share = 0.95);

} // namespace mesh
