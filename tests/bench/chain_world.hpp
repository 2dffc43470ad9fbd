#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "actors/work/work.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "tests/bench/bench.hpp"

/// Chains for benchmarks: agents that wait as long as their work is to take, and verifiers that
/// refute a share of all outputs.
namespace mesh::bench {

struct chain_world {
  std::atomic<double> refuted{0}; // share of outputs
  std::atomic<std::uint64_t> outputs{0};
  std::atomic<double> worked_ms{0};
  /// How long a payload's work takes; checks and all others: `takes_ms`.
  std::function<double(std::string_view payload)> takes;
  double takes_ms = 0;
};

/// All agents of the mesh work in that world.
mesh_options options_of(const std::shared_ptr<chain_world>& world);

/// Tasks one after the other, each with that many verification steps.
chain_plan chain_of(int tasks, int steps);

struct chain_outcome {
  double took_ms = 0; // until all had ended
  chain_counts counts;
  double worked_ms = 0;
  double wasted_ms = 0;
};
/// Runs so many of them at once. Throws bench_failure when one does not complete.
chain_outcome run_chains(local_mesh& mesh, const chain_plan& plan, int chains);

} // namespace mesh::bench
