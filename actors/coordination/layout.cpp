#include "actors/coordination/layout.hpp"

#include <algorithm>
#include <array>

namespace mesh {

namespace {

constexpr int deal_size = 3'000; // shares are kept to a part in 3,000

/// Deals out classes in proportion to their shares, always to the class that
/// is furthest behind, so that any stretch of the deal has nearly the mix.
std::vector<agent_class> deal_classes(const std::array<class_config, 6>& classes) {
  double total = 0;
  for (const auto& c : classes)
    total += c.share;
  std::array<double, 6> owed{};
  std::vector<agent_class> deal;
  deal.reserve(deal_size);
  for (int i = 0; i < deal_size; ++i) {
    for (std::size_t c = 0; c < classes.size(); ++c)
      owed[c] += classes[c].share / total;
    auto most =
        static_cast<std::size_t>(std::max_element(owed.begin(), owed.end()) - owed.begin());
    owed[most] -= 1;
    deal.push_back(static_cast<agent_class>(most));
  }
  return deal;
}

} // namespace

layout::layout(const config& cfg) : cfg_(cfg), deal_(deal_classes(cfg.classes)) {
  // A valid configuration has no bad capability name, so add() cannot fail.
  for (std::size_t c = 0; c < cfg.classes.size(); ++c)
    for (const auto& name : cfg.classes[c].capabilities)
      if (auto index = catalogue_.add(name))
        class_capabilities_[c].add(*index);
  for (const auto& some : cfg.agents)
    for (const auto& name : some.capabilities)
      (void)catalogue_.add(name);
  for (const auto& name : cfg.gateway.capabilities)
    (void)catalogue_.add(name);
}

int layout::index_of(agent_id id) const {
  const auto& t = cfg_.topology;
  return (id.sector * t.clusters_per_sector + id.cluster) * t.agents_per_cluster + id.agent;
}

agent_id layout::id_of(int index) const {
  const auto& t = cfg_.topology;
  auto cluster = index / t.agents_per_cluster;
  return {static_cast<std::uint8_t>(cluster / t.clusters_per_sector),
          static_cast<std::uint8_t>(cluster % t.clusters_per_sector),
          static_cast<std::uint8_t>(index % t.agents_per_cluster)};
}

bool layout::contains(agent_id id) const {
  const auto& t = cfg_.topology;
  return id.sector < t.sectors && id.cluster < t.clusters_per_sector
         && id.agent < t.agents_per_cluster;
}

bool layout::contains(const scope& where) const {
  return contains(where.agent()); // levels that are not named are 0
}

agent_class layout::dealt(int n) const {
  return deal_[static_cast<std::size_t>(n % deal_size)];
}

agent_identity layout::identity(agent_id id, agent_class cls) const {
  agent_identity who{id, cls, {}, nullptr};
  std::vector<std::string> more;
  for (const auto& some : cfg_.agents) {
    if (!some.where.contains(id))
      continue;
    if (some.cls)
      who.cls = *some.cls;
    if (some.command)
      who.command = &*some.command;
    if (some.person) {
      who.person = &*some.person;
      who.cls = agent_class::f_human;
    }
    if (some.http)
      who.http = &*some.http;
    if (some.a2a)
      who.a2a = &*some.a2a;
    if (some.processing_ms)
      who.processing_ms = some.processing_ms;
    more.insert(more.end(), some.capabilities.begin(), some.capabilities.end());
  }
  who.capabilities = class_capabilities_[static_cast<std::size_t>(who.cls)];
  add_capabilities(more, who);
  return who;
}

void layout::add_capabilities(const std::vector<std::string>& names,
                              agent_identity& who) const {
  for (const auto& name : names)
    if (auto set = catalogue_.resolve({name}))
      for (int i = 0; i < capability_set::max_size; ++i)
        if (set->has(i))
          who.capabilities.add(i);
}

double prior_latency_ms(const class_config& cls) {
  return (cls.latency_min_ms + cls.latency_max_ms) / 2;
}

} // namespace mesh
