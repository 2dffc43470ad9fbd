#include "messages/sketch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();
constexpr double not_number = std::numeric_limits<double>::quiet_NaN();

/// Milliseconds of either sign over nine orders of magnitude.
std::vector<double> random_samples(std::size_t count, std::uint64_t seed) {
  random_source random(seed);
  std::vector<double> samples;
  while (samples.size() < count)
    samples.push_back((random.uniform() < 0.3 ? -1 : 1)
                      * std::exp(random.uniform(std::log(0.001), std::log(1e6))));
  return samples;
}

sketch sketch_of(const std::vector<double>& samples) {
  sketch s;
  for (auto ms : samples)
    s.add(ms);
  return s;
}

} // namespace

TEST_CASE("G2 any quantile of a sketch is right within 2 %", "[sketch]") {
  auto size = GENERATE(1, 2, 30, 1'000, 30'000);
  auto samples = random_samples(static_cast<std::size_t>(size), 7);
  auto s = sketch_of(samples);
  std::sort(samples.begin(), samples.end());
  for (auto q : {0.0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0}) {
    auto exact = samples[static_cast<std::size_t>(q * (size - 1))];
    CHECK(std::abs(s.quantile(q) - exact) <= std::max(0.02 * std::abs(exact), 0.01));
  }
}

TEST_CASE("G2 quantiles of a sketch never fall", "[sketch]") {
  auto s = sketch_of(random_samples(500, 3));
  for (int i = 0; i < 1'000; ++i)
    CHECK(s.quantile(i / 1'000.0) <= s.quantile((i + 1) / 1'000.0));
}

TEST_CASE("T3 sketches of parts merge into the sketch of the whole", "[sketch]") {
  auto samples = random_samples(3'000, 11);
  auto cut = GENERATE(0, 1, 100, 1'500, 3'000);
  sketch left = sketch_of({samples.begin(), samples.begin() + cut});
  const sketch right = sketch_of({samples.begin() + cut, samples.end()});
  left.merge(right);
  CHECK(left == sketch_of(samples));
}

TEST_CASE("T3 a sketch merged with itself counts twice", "[sketch]") {
  auto s = sketch_of({-3, 0, 1, 1, 50});
  auto twice = s;
  twice.merge(twice);
  CHECK(twice.count() == 10);
  CHECK(twice.quantile(0.5) == s.quantile(0.5));
}

TEST_CASE("the share at most counts everything below, early and late", "[sketch]") {
  auto s = sketch_of({-100, -10, -0.001, 0, 0.001, 10, 100, 1'000});
  CHECK(s.share_at_most(-200) == 0);
  CHECK(s.share_at_most(-50) == 1.0 / 8);
  CHECK(s.share_at_most(-1) == 2.0 / 8);
  CHECK(s.share_at_most(0) == 5.0 / 8); // three of them round to 0
  CHECK(s.share_at_most(50) == 6.0 / 8);
  CHECK(s.share_at_most(10'000) == 1);
}

TEST_CASE("an empty sketch has answers too", "[sketch]") {
  const sketch s;
  CHECK(s.count() == 0);
  CHECK(s.quantile(0.5) == 0);
  CHECK(s.share_at_most(-1) == 1);
  CHECK(sketch::from({}) == s);
}

TEST_CASE("a quantile outside of 0 to 1 is the nearest one that exists", "[sketch]") {
  auto s = sketch_of({1, 2, 3});
  CHECK(s.quantile(-0.1) == s.quantile(0));
  CHECK(s.quantile(unbounded) == s.quantile(1));
  CHECK(s.quantile(not_number) == s.quantile(0));
}

TEST_CASE("a sketch counts numbers only, however large", "[sketch]") {
  sketch s;
  s.add(not_number);
  s.add(1, 0);
  CHECK(s == sketch{});
  s.add(unbounded);
  s.add(1e300);
  s.add(-unbounded);
  CHECK(s.count() == 3);
  for (const auto& [bucket, count] : s.entries())
    CHECK(std::abs(bucket) == sketch::last_bucket);
  CHECK(std::isfinite(s.quantile(0)));
  CHECK(std::isfinite(s.quantile(1)));
}

TEST_CASE("the middle of every bucket falls into that bucket", "[sketch]") {
  for (auto bucket = -sketch::last_bucket; bucket <= sketch::last_bucket; ++bucket) {
    sketch s;
    s.add(sketch::value_of(bucket));
    REQUIRE(s.entries().front().first == bucket);
  }
}

TEST_CASE("KPI a sketch counts on when a mesh runs for months", "[sketch]") {
  constexpr std::uint32_t many = std::numeric_limits<std::uint32_t>::max();
  sketch s;
  s.add(0, many);
  s.add(0, many);
  s.add(100, many);
  sketch other = s;
  other.merge(s);
  CHECK(other.count() == 6 * std::uint64_t{many});
  CHECK(other.share_at_most(1) == Approx(2.0 / 3));
  CHECK(other.quantile(0.6) == 0);
}

TEST_CASE("entries in any order make the sketch they came from", "[sketch]") {
  auto s = sketch_of(random_samples(300, 5));
  auto entries = s.entries();
  std::reverse(entries.begin(), entries.end());
  entries.emplace_back(7, 0); // counts nothing
  CHECK(sketch::from(entries) == s);
  entries.insert(entries.end(), s.entries().begin(), s.entries().end());
  CHECK(sketch::from(entries).count() == 2 * s.count());
}

TEST_CASE("T3 a million samples take some hundreds of entries", "[sketch]") {
  random_source random(1);
  sketch s;
  for (int i = 0; i < 1'000'000; ++i)
    s.add(100 * (1 + 0.1 * random.normal()));
  CHECK(s.count() == 1'000'000);
  CHECK(s.entries().size() < 500);
}
