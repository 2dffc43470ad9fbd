#include "actors/coordination/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <vector>

#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

/// The same figures the slow way.
struct reference {
  std::size_t capacity;
  std::deque<double> newest = {};

  void add(double sample) {
    newest.push_back(static_cast<float>(sample));
    if (newest.size() > capacity)
      newest.pop_front();
  }
  [[nodiscard]] double quantile(double q) const {
    std::vector<double> sorted(newest.begin(), newest.end());
    std::sort(sorted.begin(), sorted.end());
    auto position = q * static_cast<double>(sorted.size() - 1);
    auto below = static_cast<std::size_t>(position);
    auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - double(below)) * (sorted[above] - sorted[below]);
  }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (auto s : newest)
      sum += s;
    return sum / static_cast<double>(newest.size());
  }
  [[nodiscard]] double variance() const {
    double sum = 0;
    for (auto s : newest)
      sum += (s - mean()) * (s - mean());
    return sum / static_cast<double>(newest.size());
  }
};

/// Steady samples that never let the estimator think that something changed:
/// each lies on the other side of the middle than the one before.
double alternating(random_source& random, int i) {
  return 1'000 + (i % 2 == 0 ? 1 : -1) * random.uniform(1, 200);
}

} // namespace

TEST_CASE("Z5 median, quantiles, mean and variance are those of the newest samples",
          "[estimator]") {
  auto capacity = GENERATE(1, 2, 3, 10, 99, 100, 250);
  estimator e(static_cast<std::size_t>(capacity));
  reference naive{static_cast<std::size_t>(capacity)};
  random_source random(testing::first_seed());
  for (int i = 0; i < 1'500; ++i) {
    auto sample = alternating(random, i);
    e.add(sample);
    naive.add(sample);
    REQUIRE(e.size() == naive.newest.size());
    for (auto q : {0.0, 0.1, 0.5, 0.9, 1.0})
      REQUIRE(e.quantile(q) == Approx(naive.quantile(q)));
    REQUIRE(e.median() == e.quantile(0.5));
    REQUIRE(e.mean() == Approx(naive.mean()));
    REQUIRE(e.variance() == Approx(naive.variance()).margin(1e-3));
  }
}

TEST_CASE("Z5 an estimator without samples answers 0", "[estimator]") {
  const estimator e;
  CHECK(e.empty());
  CHECK(e.median() == 0);
  CHECK(e.quantile(1) == 0);
  CHECK(e.mean() == 0);
  CHECK(e.variance() == 0);
}

TEST_CASE("Z5 one sample is its own median and does not vary", "[estimator]") {
  estimator e;
  e.add(42);
  CHECK(e.size() == 1);
  CHECK(e.quantile(0) == 42);
  CHECK(e.median() == 42);
  CHECK(e.quantile(1) == 42);
  CHECK(e.mean() == 42);
  CHECK(e.variance() == 0);
}

TEST_CASE("Z5 a ring holds at least 1 sample and at most 250", "[estimator]") {
  random_source random(1);
  auto [asked, held] =
      GENERATE(table<std::size_t, std::size_t>({{0, 1}, {1, 1}, {250, 250}, {100'000, 250}}));
  estimator e(asked);
  for (int i = 0; i < 600; ++i)
    e.add(alternating(random, i));
  CHECK(e.size() == held);
}

TEST_CASE("Z5 what is no time is ignored", "[estimator]") {
  estimator e;
  e.add(10);
  for (auto sample :
       {-1.0, -0.001, 1e39, 1e300, std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    e.add(sample);
  CHECK(e.size() == 1);
  CHECK(e.mean() == 10);
  CHECK(e.variance() == 0);
  e.add(0);
  CHECK(e.size() == 2);
  CHECK(e.mean() == 5);
}

TEST_CASE("Z5 a quantile outside of 0 to 1 is the nearest one that exists", "[estimator]") {
  estimator e;
  for (auto sample : {10, 11, 12})
    e.add(sample);
  CHECK(e.quantile(-1) == 10);
  CHECK(e.quantile(2) == 12);
  CHECK(e.quantile(std::numeric_limits<double>::quiet_NaN()) == 10);
}

TEST_CASE("Z3 the variance of equal samples is 0, not a rounding error", "[estimator]") {
  estimator e;
  for (int i = 0; i < 1'234; ++i)
    e.add(123'456.789);
  CHECK(e.variance() >= 0);
  CHECK(std::sqrt(e.variance()) / e.mean() < 1e-6);
}
