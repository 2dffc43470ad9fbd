#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "tests/placement/mesh_model.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

void mesh_model::check() {
  for (int i = 0; i < sectors_; ++i) {
    const sector_id sector{static_cast<std::uint8_t>(i)};
    int work = 0;
    for (const auto& h : hosts_)
      work += h.process && h.process->works_at(sector) ? 1 : 0;
    REQUIRE(work <= 1);
    if (!hub_)
      continue;
    auto believed = std::ranges::count_if(everyone_, [&](const auto& one) {
      return hub_->serves(one.first, one.second, sector);
    });
    REQUIRE(believed <= 1);
  }
}

void mesh_model::check_whole() {
  REQUIRE(hub_);
  std::map<std::string, int> held;
  for (int i = 0; i < sectors_; ++i) {
    const sector_id sector{static_cast<std::uint8_t>(i)};
    const auto holder = hub_->holder(sector);
    ++held[holder];
    auto at = std::ranges::find_if(
        hosts_, [&](const host_state& h) { return h.process && h.process->name == holder; });
    CAPTURE(to_string(sector), holder);
    REQUIRE(at != hosts_.end());
    CHECK(hub_->serves(holder, at->process->session, sector));
    CHECK(at->process->works_at(sector));
    CHECK(at->process->holds[sector] == hub_->epoch(sector));
  }
  double capacity = 0;
  for (const auto& h : hosts_)
    capacity += h.process->capacity;
  for (const auto& h : hosts_)
    CHECK(std::abs(held[h.process->name] - sectors_ * h.process->capacity / capacity) < 1);
}

} // namespace mesh::test
