#pragma once
#include <cstdint>
#include <memory>
#include <vector>

/// The floor that every figure is compared with: the same four tiers in bare
/// CAF. An agent answers at once; leads, coordinators and the root only count.
namespace mesh::bench {

class floor_tree {
public:
  /// `workers` scheduler threads, as the mesh it is compared with.
  floor_tree(int sectors, int clusters, int agents, int workers);
  ~floor_tree();
  floor_tree(const floor_tree&) = delete;
  floor_tree& operator=(const floor_tree&) = delete;

  /// One message to every agent and one answer from each; in ms.
  double cascade_ms();
  /// How long the actors took to start, in ms.
  [[nodiscard]] double spawn_ms() const;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::bench
