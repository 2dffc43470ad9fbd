#include "runtime/gateway/port_news.hpp"

#include <algorithm>
#include <utility>

namespace mesh::gateway {

std::vector<agents_at_port> port_news::changes(const std::map<std::string, std::string>& now) {
  std::vector<agents_at_port::one> changed;
  for (const auto& [agent, address] : said_)
    if (!now.contains(agent))
      changed.push_back({agent, {}});
  for (const auto& [agent, address] : now)
    if (const auto before = said_.find(agent);
        before == said_.end() || before->second != address)
      changed.push_back({agent, address});
  said_ = now;
  return in_pieces(std::move(changed), false);
}

std::vector<agents_at_port> port_news::everything() const {
  std::vector<agents_at_port::one> all;
  for (const auto& [agent, address] : said_)
    all.push_back({agent, address});
  return in_pieces(std::move(all), true);
}

std::vector<agents_at_port> port_news::in_pieces(std::vector<agents_at_port::one> all,
                                                 bool first_is_all) const {
  std::vector<agents_at_port> pieces;
  if (first_is_all)
    pieces.push_back({true, {}});
  for (auto& one : all) {
    if (pieces.empty() || pieces.back().agents.size() >= most_)
      pieces.emplace_back();
    pieces.back().agents.push_back(std::move(one));
  }
  return pieces;
}

} // namespace mesh::gateway
