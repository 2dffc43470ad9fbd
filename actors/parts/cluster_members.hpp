#pragma once
#include <memory>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "actors/parts/known_agent.hpp"
#include "config/config.hpp"

namespace mesh {

/// A lead's knowledge of its agents, by slot (T1).
///
/// There is one entry for each slot up to the highest that was ever taken; one that
/// nobody has is absent, offline and down.
class cluster_members {
public:
  explicit cluster_members(cluster_id cluster) : cluster_(cluster) {}

  [[nodiscard]] cluster_id cluster() const { return cluster_; }
  [[nodiscard]] bool has(std::uint8_t slot) const { return slot < all_.size(); }
  [[nodiscard]] std::uint8_t size() const { return static_cast<std::uint8_t>(all_.size()); }
  known_agent& operator[](std::uint8_t slot) { return all_[slot]; }
  const known_agent& operator[](std::uint8_t slot) const { return all_[slot]; }
  [[nodiscard]] auto begin() { return all_.begin(); }
  [[nodiscard]] auto end() { return all_.end(); }
  [[nodiscard]] auto begin() const { return all_.begin(); }
  [[nodiscard]] auto end() const { return all_.end(); }

  /// Whoever had its slot before is forgotten.
  known_agent& put(known_agent who);
  /// The slot is free again.
  void free(std::uint8_t slot);
  void clear() { all_.clear(); }

  /// The cluster's line of the map (Z7).
  [[nodiscard]] cluster_summary summary() const;
  /// The cluster's page of the registry (Z2), as of now. `turned_away`: nobody here is
  /// to be chosen (B3).
  std::unique_ptr<cluster_page> page(time_point now, bool turned_away, const config& cfg);

private:
  cluster_id cluster_;
  std::vector<known_agent> all_;
};

} // namespace mesh
