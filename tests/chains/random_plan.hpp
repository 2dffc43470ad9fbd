#pragma once
#include <memory>
#include <string>

#include "actors/chains/chain_graph.hpp"
#include "actors/chains/chain_loader.hpp"
#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

/// Up to twelve tasks; each leads only to later ones.
inline std::shared_ptr<chain_plan> random_plan(random_source& random) {
  auto plan = std::make_shared<chain_plan>();
  plan->name = "random";
  auto count = 2 + random.below(11);
  auto name = [](std::uint64_t i) {
    return "t" + std::to_string(i);
  };
  for (std::uint64_t i = 0; i < count; ++i) {
    auto& task = plan->tasks.emplace_back();
    task.name = name(i);
    task.attempts = 1 + static_cast<int>(random.below(4));
    if (random.below(4) > 0)
      task.verify.resize(1 + random.below(2));
    for (std::size_t s = 0; s < task.verify.size(); ++s) {
      task.verify[s].name = "v" + std::to_string(s);
      task.verify[s].agents = 1 + static_cast<int>(random.below(3));
      task.verify[s].sign_off =
          1 + static_cast<int>(random.below(static_cast<std::uint64_t>(task.verify[s].agents)));
    }
    if (random.below(3) == 0)
      task.effects = {{"e", "f" + std::to_string(i), "${output}"},
                      {"e2", "g" + std::to_string(i), ""}};
    auto later = [&] {
      return name(i + 1 + random.below(count - i - 1));
    };
    if (i + 1 < count && !task.verify.empty() && random.below(3) == 0) {
      task.branch.emplace();
      task.branch->decided_by = "v0";
      task.branch->predict = random.below(3) == 0   ? ""
                             : random.below(2) == 0 ? "left"
                                                    : "right";
      task.branch->ways = {{"left", later()}, {"right", random.below(4) == 0 ? "" : later()}};
    } else if (i + 1 < count) {
      for (auto n = random.below(3); n > 0; --n)
        task.next.push_back(later());
    }
  }
  const chain_graph graph(*plan);
  for (std::uint32_t i = 0; i < count; ++i)
    for (std::uint32_t before = 0; before < i; ++before)
      if (graph.leads_to(before, i))
        plan->tasks[i].payload += "${" + name(before) + "}";
  INFO(to_json(*plan).dump());
  REQUIRE(validate(*plan).empty());
  return plan;
}

} // namespace mesh::test
