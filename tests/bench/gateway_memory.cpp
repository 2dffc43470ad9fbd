#include <algorithm>

#include "tests/bench/bench.hpp"
#include "tests/bench/gateway_world.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

/// Memory that a mesh with agents outside takes, each of which has answered once.
json_line memory_with(const bench_options& o, int links) {
  constexpr int processes = 2;
  const auto before = rss_bytes();
  gateway_world world(o, std::max(processes, links), processes);
  cascade_ms(world.mesh());
  return {{"bytes", rss_bytes() - before}, {"outside", world.outside()}};
}

constexpr int agents_on_a_link = 100;

int shared_links(const bench_options& o) {
  return std::max(2, o.size.agents / agents_on_a_link);
}

} // namespace

/// A link for each agent.
json_line gateway_memory_alone(const bench_options& o) {
  return memory_with(o, o.size.agents);
}

json_line gateway_memory_shared(const bench_options& o) {
  return memory_with(o, shared_links(o));
}

/// Of a link: by how much a mesh is larger when each agent has one, over one in which a
/// hundred share one. Of an agent outside: by how much it is larger than one inside.
void gateway_memory(const bench_options& given) {
  auto o = given;
  if (!o.quick)
    o.size = topology_config::of(10, 30, 30); // a descriptor for each link, in each process
  std::vector<double> a_link, an_agent, more_than_inside, ratio;
  double outside = 0;
  for (int i = 0; i < o.repetitions; ++i) {
    const auto alone = run_probe("gateway_memory_alone", o);
    const auto shared = run_probe("gateway_memory_shared", o);
    const auto inside = run_probe("memory_mesh", o)["bytes"].get<double>();
    outside = alone["outside"];
    const auto links = outside - shared_links(o);
    const auto link =
        (alone["bytes"].get<double>() - shared["bytes"].get<double>()) / std::max(1.0, links);
    const auto agent = (shared["bytes"].get<double>() - shared_links(o) * link) / o.size.agents;
    a_link.push_back(link);
    an_agent.push_back(agent);
    more_than_inside.push_back(agent - inside);
    ratio.push_back(agent / inside);
  }
  constexpr double most_a_link = 40 * 1'024;
  constexpr double most_more = 1'024;
  print({{"bench", "gateway_memory"},
         {"agents", o.size.agents},
         {"outside", outside},
         {"bytes_a_link", median(a_link)},
         {"target_bytes_a_link", most_a_link},
         {"bytes_an_agent", median(an_agent)},
         {"more_than_inside", median(more_than_inside)},
         {"target_more_than_inside", most_more},
         {"ratio", median(ratio)},
         {"met", median(a_link) <= most_a_link && median(more_than_inside) <= most_more}});
}

} // namespace mesh::bench
