#include <algorithm>
#include <random>

#include "actors/chains/adaptive_regimen.hpp"
#include "actors/chains/regimen_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

verification_history seen(const std::vector<double>& took_ms, int refuted) {
  verification_history made;
  for (std::size_t i = 0; i < took_ms.size(); ++i)
    made.add(took_ms[i], static_cast<int>(i) < refuted);
  return made;
}

/// Of looking at these moments, over verifications that end at `ends`: each look costs, and so
/// does what is worked on after a refutation until the next look.
double cost_of(const std::vector<double>& looks, const std::vector<double>& ends,
               double refuted, double look_cost_ms) {
  double cost = 0;
  for (auto end : ends)
    for (auto look : looks) {
      cost += look_cost_ms;
      if (look >= end) {
        cost += refuted * (look - end);
        break;
      }
    }
  return cost;
}

/// The least cost of any schedule on a grid of moments: all of them are tried.
double oracle(const std::vector<double>& grid, const std::vector<double>& ends, double refuted,
              double look_cost_ms) {
  double best = -1;
  for (std::uint32_t chosen = 1; chosen < (1U << grid.size()); ++chosen) {
    std::vector<double> looks;
    for (std::size_t i = 0; i < grid.size(); ++i)
      if ((chosen >> i & 1U) != 0)
        looks.push_back(grid[i]);
    if (looks.back() < *std::ranges::max_element(ends))
      continue; // some would never be seen
    auto cost = cost_of(looks, ends, refuted, look_cost_ms);
    best = best < 0 ? cost : std::min(best, cost);
  }
  return best;
}

/// The looks that the regimen makes, until all that were seen have ended.
std::vector<double> looks_of(const verification_history& history, const chains_config& cfg) {
  const adaptive_regimen regimen;
  std::vector<double> looks;
  double waited = 0;
  while (waited < history.took_ms().back()) {
    waited += *regimen.next_look_ms(waited, history, cfg);
    looks.push_back(waited);
  }
  return looks;
}

} // namespace

TEST_CASE("V5 adaptive looks cost as little as the best of all schedules", "[chains]") {
  for (auto seed : testing::seeds_to_run(40)) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> milliseconds(1, 60);
    std::vector<double> ends(1 + random() % 7);
    for (auto& one : ends)
      one = milliseconds(random);
    chains_config cfg;
    cfg.look_cost_ms = std::uniform_real_distribution<>(0.01, 8)(random);
    auto history = seen(ends, static_cast<int>(random() % (ends.size() + 1)));
    // Moments between the ends, too: none of them is any better.
    std::ranges::sort(ends);
    auto grid = ends;
    for (std::size_t i = 1; i < ends.size(); ++i)
      grid.push_back((ends[i - 1] + ends[i]) / 2);
    std::ranges::sort(grid);
    auto refuted = history.refutation_rate();
    CHECK(cost_of(looks_of(history, cfg), ends, refuted, cfg.look_cost_ms)
          == Approx(oracle(grid, ends, refuted, cfg.look_cost_ms)).epsilon(1e-4));
  }
}

TEST_CASE("V5 looks that cost much are few, and cheap ones find each end", "[chains]") {
  chains_config cfg;
  auto history = seen({10, 20, 30, 40}, 2);
  cfg.look_cost_ms = 0.001;
  CHECK(looks_of(history, cfg).size() == 4);
  cfg.look_cost_ms = 1'000;
  CHECK(looks_of(history, cfg) == std::vector<double>{40});
}

TEST_CASE("V5 beyond all that was seen each wait is a share of the one before", "[chains]") {
  chains_config cfg;
  const adaptive_regimen regimen;
  CHECK(regimen.next_look_ms(0, {}, cfg) == cfg.look_floor_ms);
  CHECK(regimen.next_look_ms(1'000, {}, cfg) == 500.0);
  CHECK(regimen.next_look_ms(80, seen({10, 20}, 0), cfg) == 40.0);
}

TEST_CASE("V5 an agent remembers the newest sixteen verifications", "[chains]") {
  verification_history history;
  CHECK(history.refutation_rate() == 0.1);
  for (int i = 0; i < 20; ++i)
    history.add(i, i < 4); // the refuted ones are forgotten again
  CHECK(history.took_ms().size() == 16);
  CHECK(history.took_ms().front() == 4.0F);
  CHECK(history.refutation_rate() == Approx(1.0 / 26));
}

TEST_CASE("V5 users add regimens, and replace built-in ones", "[chains]") {
  class impatient : public access_regimen {
  public:
    [[nodiscard]] std::string_view name() const override { return "eager"; }
    [[nodiscard]] std::optional<double> next_look_ms(double, const verification_history&,
                                                     const chains_config&) const override {
      return 1;
    }
  };
  regimen_table table;
  CHECK(table.names() == "adaptive, eager, notified");
  CHECK(table.find("lazy") == nullptr);
  CHECK(table.find("notified")->is_notified());
  table.add(std::make_shared<impatient>());
  CHECK(table.find("eager")->next_look_ms(0, {}, {}) == 1.0);
  CHECK(table.names() == "adaptive, eager, notified");
}
