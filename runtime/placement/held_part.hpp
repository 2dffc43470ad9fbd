#pragma once
#include <compare>
#include <cstdint>
#include <optional>

#include "messages/ids.hpp"

namespace mesh {

/// A part of the mesh that a node can be given: a sector without the clusters that are
/// detached from it, or one of those (T1).
class placed_part {
public:
  placed_part() = default;
  placed_part(sector_id s) : sector_(s.sector) {}
  placed_part(cluster_id c) : sector_(c.sector), cluster_(c.cluster) {}
  /// Nothing for a scope that is neither a sector nor a cluster.
  static std::optional<placed_part> from(const scope& where) {
    if (where.kind() == scope::level::sector)
      return where.sector();
    if (where.kind() == scope::level::cluster)
      return where.cluster();
    return std::nullopt;
  }

  [[nodiscard]] bool is_cluster() const { return cluster_ != none; }
  [[nodiscard]] sector_id sector() const { return {sector_}; }
  /// Of a cluster only.
  [[nodiscard]] cluster_id cluster() const { return {sector_, cluster_}; }
  [[nodiscard]] scope where() const { return is_cluster() ? scope(cluster()) : sector(); }
  /// Whether the scope means all of it, or some.
  [[nodiscard]] bool touched_by(const scope& s) const {
    return is_cluster() ? s.touches(cluster()) : s.touches(sector());
  }
  /// A sector, then its clusters.
  auto operator<=>(const placed_part& other) const { return order() <=> other.order(); }
  bool operator==(const placed_part&) const = default;

private:
  static constexpr std::uint8_t none = max_children;
  [[nodiscard]] int order() const {
    return sector_ * (max_children + 1) + (is_cluster() ? 1 + cluster_ : 0);
  }
  std::uint8_t sector_ = 0;
  std::uint8_t cluster_ = none;
};

/// A part as a node holds it. Each time it is given to a node it gets a higher epoch;
/// of two holders the one with the lower epoch is outdated (fencing).
struct held_part {
  placed_part what;
  std::uint64_t epoch = 0;
  bool operator==(const held_part&) const = default;
};

} // namespace mesh
