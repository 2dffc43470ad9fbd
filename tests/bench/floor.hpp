#pragma once
#include <memory>

#include "config/config.hpp"

/// The floor that every figure is compared with: the same four tiers in bare
/// CAF. An agent answers at once; leads, coordinators and the root only count.
namespace mesh::bench {

class floor_tree {
public:
  explicit floor_tree(const topology_config& size);
  ~floor_tree();
  floor_tree(const floor_tree&) = delete;
  floor_tree& operator=(const floor_tree&) = delete;

  /// One message to every agent and one answer from each; in ms.
  double cascade_ms();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::bench
