#pragma once
#include <filesystem>
#include <memory>
#include <sys/types.h>
#include <vector>

#include "runtime/gateway/agent_gateway.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

/// A quiet mesh of which all agents but a cluster of each sector live outside, in processes
/// that answer at once.
class gateway_world {
public:
  /// The size counts all agents. Waits until they have joined, and can be sent to.
  gateway_world(const bench_options& o, int links, int processes);
  ~gateway_world();
  gateway_world(const gateway_world&) = delete;
  gateway_world& operator=(const gateway_world&) = delete;

  [[nodiscard]] local_mesh& mesh() { return *mesh_; }
  [[nodiscard]] agent_door& door() { return door_->door(); }
  /// From the first dial to the last welcome.
  [[nodiscard]] double joined_ms() const { return joined_ms_; }
  [[nodiscard]] int outside() const { return outside_; }
  /// Cuts all links at once; waits until all agents are back, and each answers a cascade. Of
  /// the cascades meanwhile: how many were not accounted for.
  struct storm {
    double back_ms = 0;   // until the last one has its link
    double served_ms = 0; // until all have answered
    int cascades = 0;     // while they came back
    int lost = 0;         // of these: counts that do not add up to all agents
  };
  storm cut_all();

private:
  void await_all();

  std::filesystem::path folder_;
  int outside_ = 0;
  double joined_ms_ = 0;
  std::unique_ptr<local_mesh> mesh_;
  std::unique_ptr<gateway::agent_gateway> door_;
  std::vector<pid_t> processes_;
};

} // namespace mesh::bench
