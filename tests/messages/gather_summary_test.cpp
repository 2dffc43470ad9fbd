#include "messages/gather_summary.hpp"

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr std::array kinds{exception_kind::conflict, exception_kind::straggler,
                           exception_kind::skipped, exception_kind::expired,
                           exception_kind::refused};

/// One cluster's answers, with few different values so that they fold.
gather_summary random_summary(random_source& random, const summary_bounds& bounds) {
  gather_summary s;
  s.clusters = 1;
  for (std::uint8_t slot = 0; slot < 30; ++slot) {
    agent_id agent{1, static_cast<std::uint8_t>(random.below(100)), slot};
    ++s.targets;
    if (random.uniform() < 0.5) {
      ++s.sent;
      ++s.ready;
      s.add_answer(trinary::ready, std::to_string(random.below(8)), agent, bounds);
      s.ready_offset.add(random.uniform(-5, 5));
    } else {
      ++s.refused;
      s.add_exception(kinds[random.below(5)],
                      random.uniform() < 0.5 ? errc::queue_full : errc::agent_down, "", agent,
                      bounds);
    }
  }
  return s;
}

std::uint32_t answers_in(const gather_summary& s) {
  auto count = s.answers_unlisted;
  for (const auto& group : s.answers)
    count += group.count;
  return count;
}

std::map<std::pair<exception_kind, errc>, std::uint32_t>
exceptions_in(const gather_summary& s) {
  std::map<std::pair<exception_kind, errc>, std::uint32_t> counts;
  for (const auto& group : s.exceptions)
    counts[{group.kind, group.reason}] += group.count;
  return counts;
}

} // namespace

TEST_CASE("T3 summaries count the same in whatever order they merge", "[gather_summary]") {
  const summary_bounds bounds{static_cast<std::size_t>(GENERATE(0, 1, 3, 100)),
                              static_cast<std::size_t>(GENERATE(0, 1, 10, 1'000))};
  random_source random(5);
  for (int round = 0; round < 20; ++round) {
    auto a = random_summary(random, bounds);
    auto b = random_summary(random, bounds);
    auto c = random_summary(random, bounds);
    auto left = a; // (a + b) + c
    left.merge(b, bounds);
    left.merge(c, bounds);
    b.merge(c, bounds); // a + (b + c)
    auto right = a;
    right.merge(b, bounds);

    CHECK(left.targets == 90);
    CHECK(left.targets == right.targets);
    CHECK(left.ready == right.ready);
    CHECK(left.refused == right.refused);
    CHECK(left.clusters == 3);
    CHECK(left.accounted() == right.accounted());
    CHECK(left.ready_offset == right.ready_offset);
    CHECK(exceptions_in(left) == exceptions_in(right));
    CHECK(answers_in(left) == left.ready);
    CHECK(answers_in(right) == right.ready);
  }
}

TEST_CASE("G2 names and answers beyond the bounds are counted", "[gather_summary]") {
  const summary_bounds bounds{2, 3};
  gather_summary s;
  for (std::uint8_t i = 0; i < 10; ++i) {
    s.add_exception(exception_kind::straggler, errc::timeout, "", {0, 0, i}, bounds);
    s.add_answer(trinary::ready, std::to_string(i % 5), {0, 0, i}, bounds);
  }
  REQUIRE(s.exceptions.size() == 1);
  CHECK(s.exceptions[0].count == 10);
  CHECK(s.exceptions[0].agents == std::vector<agent_id>{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}});
  REQUIRE(s.answers.size() == 2);
  CHECK(s.answers[0].count + s.answers[1].count == 4);
  CHECK(s.answers_unlisted == 6);
}

TEST_CASE("G2 a merged summary keeps its own bounds", "[gather_summary]") {
  const summary_bounds wide;
  gather_summary from_below;
  for (std::uint8_t i = 0; i < 30; ++i) {
    from_below.add_exception(exception_kind::skipped, errc::insufficient_lead_time, "",
                             {0, 0, i}, wide);
    from_below.add_answer(trinary::ready, std::to_string(i), {0, 0, i}, wide);
  }
  from_below.answers[0].agents.resize(1'000); // as another node may send it
  gather_summary s;
  s.merge(from_below, {4, 7});
  CHECK(s.exceptions[0].count == 30);
  CHECK(s.exceptions[0].agents.size() == 7);
  CHECK(s.answers.size() == 4);
  CHECK(s.answers[0].agents.size() == 5);
  CHECK(s.answers_unlisted == 26);
}

TEST_CASE("G2 without room for names exceptions are still counted", "[gather_summary]") {
  gather_summary s;
  s.add_exception(exception_kind::conflict, errc::none, "x", {}, {0, 0});
  s.add_answer(trinary::conflict, "x", {}, {0, 0});
  CHECK(s.exceptions.at(0).count == 1);
  CHECK(s.exceptions.at(0).agents.empty());
  CHECK(s.answers.empty());
  CHECK(s.answers_unlisted == 1);
}

TEST_CASE("O3 the same value as READY and as conflict are two answers", "[gather_summary]") {
  gather_summary s;
  s.add_answer(trinary::ready, "yes", {0, 0, 1}, {});
  s.add_answer(trinary::conflict, "yes", {0, 0, 2}, {});
  s.add_answer(trinary::ready, "yes", {0, 0, 3}, {});
  REQUIRE(s.answers.size() == 2);
  CHECK(s.answers[0].count == 2);
  CHECK(s.answers[1].count == 1);
}

TEST_CASE("S3 merged skips keep the range of needed lead times", "[gather_summary]") {
  auto skipped = [](double needed_ms, double available_ms) {
    gather_summary s;
    s.exceptions.push_back({exception_kind::skipped,
                            errc::insufficient_lead_time,
                            "",
                            1,
                            {{0, 0, 1}},
                            needed_ms,
                            needed_ms,
                            available_ms});
    return s;
  };
  gather_summary s;
  for (auto needed : {900.0, 400.0, 700.0})
    s.merge(skipped(needed, needed / 10), {});
  REQUIRE(s.exceptions.size() == 1);
  CHECK(s.exceptions[0].needed_min_ms == 400);
  CHECK(s.exceptions[0].needed_max_ms == 900);
  CHECK(s.exceptions[0].available_ms == 90);
}

TEST_CASE("G2 every kind of exception has a name of its own", "[gather_summary]") {
  std::set<std::string_view> names;
  for (auto kind : kinds)
    names.insert(to_string(kind));
  CHECK(names.size() == kinds.size());
}
