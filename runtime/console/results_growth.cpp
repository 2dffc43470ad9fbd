// What grow and drain answer.
#include <map>

#include "runtime/console/results.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

void write_growth(json& to, const std::vector<agent_id>& whom,
                  const std::vector<agent_id>& open, double waited_ms) {
  constexpr std::size_t most_named = 20;
  to["agents"] = whom.size();
  to["done"] = whom.size() - open.size();
  std::map<cluster_id, std::size_t> clusters;
  for (auto id : whom)
    ++clusters[id.parent()];
  auto rows = json::array();
  for (const auto& [cluster, agents] : clusters)
    rows.push_back({{"cluster", to_string(cluster)}, {"agents", agents}});
  to["clusters"] = std::move(rows);
  to["open"] = json::array();
  for (std::size_t i = 0; i < open.size() && i < most_named; ++i)
    to["open"].push_back(to_string(open[i]));
  to["waited_ms"] = rounded(waited_ms);
}

} // namespace mesh::console
