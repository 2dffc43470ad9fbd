#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "tests/placement/mesh_model.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

std::vector<placed_part> mesh_model::parts() const {
  std::vector<placed_part> all;
  for (int i = 0; i < sectors_; ++i)
    all.emplace_back(sector_id{static_cast<std::uint8_t>(i)});
  for (const auto& one : cfg_.clusters)
    all.emplace_back(one.cluster.cluster());
  return all;
}

void mesh_model::check() {
  for (const auto& part : parts()) {
    int work = 0;
    for (const auto& h : hosts_)
      work += h.process && h.process->works_at(part) ? 1 : 0;
    REQUIRE(work <= 1);
    if (!hub_)
      continue;
    auto believed = std::ranges::count_if(
        everyone_, [&](const auto& one) { return hub_->serves(one.first, one.second, part); });
    REQUIRE(believed <= 1);
  }
}

void mesh_model::check_whole() {
  REQUIRE(hub_);
  std::map<std::string, int> held;
  for (const auto& part : parts()) {
    const auto holder = hub_->holder(part);
    if (!part.is_cluster())
      ++held[holder];
    auto at = std::ranges::find_if(
        hosts_, [&](const host_state& h) { return h.process && h.process->name == holder; });
    CAPTURE(to_string(part.where()), holder);
    REQUIRE(at != hosts_.end());
    CHECK(hub_->serves(holder, at->process->session, part));
    CHECK(at->process->works_at(part));
    CHECK(at->process->holds[part] == hub_->epoch(part));
  }
  for (const auto& [cluster, wanted] : cfg_.clusters)
    CHECK(hub_->holder(cluster.cluster()) == wanted);
  double capacity = 0;
  for (std::size_t i = 0; i < spare(); ++i)
    capacity += hosts_[i].process->capacity;
  for (std::size_t i = 0; i < spare(); ++i) {
    const auto& n = *hosts_[i].process;
    CHECK(std::abs(held[n.name] - sectors_ * n.capacity / capacity) < 1);
  }
}

} // namespace mesh::test
