#pragma once
#include <memory>

#include "config/config.hpp"
#include "messages/orchestration.hpp"

namespace mesh::bench {

/// The tree of a mesh without its supervisors: the same orchestrator,
/// coordinators, leads and agents, started by hand. Nobody monitors them, and
/// nobody would replace one.
class unsupervised_mesh {
public:
  explicit unsupervised_mesh(const config& cfg);
  ~unsupervised_mesh();
  unsupervised_mesh(const unsupervised_mesh&) = delete;
  unsupervised_mesh& operator=(const unsupervised_mesh&) = delete;

  cascade_result cascade(const cascade_request& request);

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::bench
