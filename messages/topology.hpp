#pragma once

namespace mesh {

/// T1. The four counts must multiply up: sectors x clusters x agents = total.
struct topology_config {
  int sectors = 100;            // 1 to 100
  int clusters_per_sector = 10; // 1 to 100
  int agents_per_cluster = 30;  // 1 to 100
  int agents = 30'000;

  [[nodiscard]] int clusters() const { return sectors * clusters_per_sector; }
  /// A topology whose total fits its counts.
  static topology_config of(int sectors, int clusters_per_sector, int agents_per_cluster) {
    return {sectors, clusters_per_sector, agents_per_cluster,
            sectors * clusters_per_sector * agents_per_cluster};
  }
  bool operator==(const topology_config&) const = default;
};

} // namespace mesh
