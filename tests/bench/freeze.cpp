#include <filesystem>

#include "tests/bench/bench.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

/// A folder of one run, on the disk that holds temporary files.
struct scratch_folder {
  scratch_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "mesh_bench_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw bench_failure("no folder could be made for frozen files");
    path = name;
  }
  ~scratch_folder() { std::filesystem::remove_all(path); }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  std::filesystem::path path;
};

double done_ms(const stopwatch& watch, const freeze_result& result) {
  if (!result.complete())
    throw bench_failure("a freeze or thaw was not complete: " + to_string(result.failure));
  return watch.ms();
}

/// A freeze of everybody and the thaw after it, each with agents that remember
/// as much as they can.
void freeze_and_thaw(local_mesh& mesh, std::vector<double>& freeze, std::vector<double>& thaw) {
  stopwatch freezing;
  freeze.push_back(done_ms(freezing, mesh.freeze({})));
  stopwatch thawing;
  thaw.push_back(done_ms(thawing, mesh.thaw({})));
}

} // namespace

/// The floor is one message to every agent and an answer from each. Beside it
/// stands what the file costs: the same in memory only.
void freeze(const bench_options& o) {
  scratch_folder folder;
  mesh_options kept;
  kept.data = folder.path.string();
  local_mesh mesh(quiet_config(o.size), std::move(kept));
  local_mesh unkept(quiet_config(o.size));
  floor_tree floor(o.size);
  for (int i = 0; i < mesh.cfg().limits.remembered_messages; ++i) {
    cascade_ms(mesh);
    cascade_ms(unkept);
  }
  repeated_samples on_disk, in_memory, thawed, bare;
  for (int i = 0; i < o.repetitions; ++i) {
    std::vector<double> freeze_ms, thaw_ms, memory_ms, unused, floor_ms;
    for (int n = 0; n < o.cascades / 2; ++n) {
      freeze_and_thaw(mesh, freeze_ms, thaw_ms);
      freeze_and_thaw(unkept, memory_ms, unused);
      floor_ms.push_back(floor.cascade_ms());
    }
    on_disk.add(freeze_ms);
    thawed.add(thaw_ms);
    in_memory.add(memory_ms);
    bare.add(floor_ms);
  }
  print({{"bench", "freeze"},
         {"agents", o.size.agents},
         {"p50_ms", on_disk.p50()},
         {"p95_ms", on_disk.p95()},
         {"in_memory_p50_ms", in_memory.p50()},
         {"thaw_p50_ms", thawed.p50()},
         {"floor_p50_ms", bare.p50()},
         {"ratio", on_disk.ratio_to(bare)}});
}

} // namespace mesh::bench
