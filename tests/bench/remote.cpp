#include "tests/bench/bench.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

/// 200-byte messages from one process to another: one by one over links, and over
/// bare CAF remoting without TLS; and in batches, as hub and nodes send them.
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
  std::vector<double> batched;
  for (int i = 0; i < o.repetitions; ++i) {
    batched.push_back(run("batched"));
    mine.push_back(run("links"));
    bare.push_back(run("bare"));
  }
  print({{"bench", "remote"},
         {"agents", 2}, // the one that sends and the one that is sent to
         {"messages_per_s", median(mine)},
         {"batched_messages_per_s", median(batched)},
         {"floor_messages_per_s", median(bare)},
         {"ratio", median_ratio(bare, mine)}}); // of the times, as everywhere
}

namespace {

json_line run_hosts(const char* what, int count, const bench_options& o,
                    std::size_t payload = 0) {
  std::vector<std::string> words{what, std::to_string(count), std::to_string(o.size.sectors),
                                 std::to_string(o.size.clusters_per_sector),
                                 std::to_string(o.size.agents_per_cluster)};
  if (payload > 0)
    words.push_back(std::to_string(payload));
  if (o.quick)
    words.emplace_back("quick");
  return line_of_child(own_program().parent_path() / "mesh_bench_hosts", words);
}

} // namespace

/// The same with a payload of 64 KB, which goes to each node once; `gain` says how much
/// longer it takes when it goes there once for each sector.
void remote_payload(const bench_options& o) {
  constexpr std::size_t payload = 64 * 1024;
  std::vector<double> p50, p95, each_sector, floor_p50, floor_p95;
  for (int i = 0; i < o.repetitions; ++i) {
    auto line = run_hosts("payload", o.cascades, o, payload);
    p50.push_back(line.at("p50_ms").get<double>());
    p95.push_back(line.at("p95_ms").get<double>());
    each_sector.push_back(line.at("each_sector_p50_ms").get<double>());
    floor_p50.push_back(line.at("floor_p50_ms").get<double>());
    floor_p95.push_back(line.at("floor_p95_ms").get<double>());
  }
  print({{"bench", "remote_payload"},
         {"agents", o.size.agents},
         {"payload_bytes", payload},
         {"p50_ms", median(p50)},
         {"p95_ms", median(p95)},
         {"each_sector_p50_ms", median(each_sector)},
         {"gain", median_ratio(each_sector, p50)},
         {"floor_p50_ms", median(floor_p50)},
         {"floor_p95_ms", median(floor_p95)},
         {"ratio", median_ratio(p50, floor_p50)}});
}

/// A cascade over four node processes, beside one in one process.
void remote_cascade(const bench_options& o) {
  std::vector<double> p50, p95, floor_p50, floor_p95;
  for (int i = 0; i < o.repetitions; ++i) {
    auto line = run_hosts("cascade", o.cascades, o);
    p50.push_back(line.at("p50_ms").get<double>());
    p95.push_back(line.at("p95_ms").get<double>());
    floor_p50.push_back(line.at("floor_p50_ms").get<double>());
    floor_p95.push_back(line.at("floor_p95_ms").get<double>());
  }
  print({{"bench", "remote_cascade"},
         {"agents", o.size.agents},
         {"p50_ms", median(p50)},
         {"p95_ms", median(p95)},
         {"floor_p50_ms", median(floor_p50)},
         {"floor_p95_ms", median(floor_p95)},
         {"ratio", median_ratio(p50, floor_p50)}});
}

/// From kill -9 of a node to the first cascade that is whole again; the floor is
/// the time after which a silent node is given up.
void takeover(const bench_options& o) {
  std::vector<double> ms, noticed;
  for (int i = 0; i < o.repetitions; ++i) {
    auto line = run_hosts("takeover", 1, o);
    ms.push_back(line.at("ms").get<double>());
    noticed.push_back(line.at("noticed_ms").get<double>());
  }
  print({{"bench", "takeover"},
         {"agents", o.size.agents},
         {"ms", median(ms)},
         {"floor_ms", median(noticed)},
         {"ratio", median_ratio(ms, noticed)}});
}

} // namespace mesh::bench
