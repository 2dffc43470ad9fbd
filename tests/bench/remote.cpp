#include "tests/bench/bench.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

/// 200-byte messages from one process to another, one by one: over links, and
/// over bare CAF remoting without TLS.
void remote(const bench_options& o) {
  auto run = [&](const char* kind) {
    const auto seconds = std::chrono::duration<double>(o.counting).count();
    return line_of_child(own_program().parent_path() / "mesh_bench_remote",
                         {kind, std::to_string(seconds)})
        .at("messages_per_s")
        .get<double>();
  };
  std::vector<double> mine;
  std::vector<double> bare;
  for (int i = 0; i < o.repetitions; ++i) {
    mine.push_back(run("links"));
    bare.push_back(run("bare"));
  }
  print({{"bench", "remote"},
         {"agents", 2}, // the one that sends and the one that is sent to
         {"messages_per_s", median(mine)},
         {"floor_messages_per_s", median(bare)},
         {"ratio", median_ratio(bare, mine)}}); // of the times, as everywhere
}

} // namespace mesh::bench
