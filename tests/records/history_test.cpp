#include <algorithm>
#include <limits>

#include "runtime/records/history.hpp"
#include "runtime/records/history_sample.hpp"
#include "tests/records/conflict_support.hpp"
#include "tests/records/faulty_disk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

constexpr auto no_number = std::numeric_limits<float>::quiet_NaN();
constexpr history_retention everything{~0ULL, ~0ULL};

struct kept_history : data_folder {
  storage::store where = must_open(path());
  history past = open();
  random_source random{mesh::testing::first_seed()};

  history open() {
    auto opened = history::open(where);
    REQUIRE(opened);
    return std::move(*opened);
  }
  history_row row(std::uint64_t at_ms, const scope& who) {
    auto any = [&] {
      return static_cast<float>(random.uniform(0, 1'000));
    };
    return {at_ms, who, any(), any(), any(), any()};
  }
  /// 2 sectors of 3 clusters of 4 agents, and their clusters, at one moment.
  std::vector<history_row> everybody(std::uint64_t at_ms) {
    std::vector<history_row> rows;
    for (std::uint8_t s = 0; s < 2; ++s)
      for (std::uint8_t c = 0; c < 3; ++c) {
        rows.push_back(row(at_ms, cluster_id{s, c}));
        for (std::uint8_t a = 0; a < 4; ++a)
          rows.push_back(row(at_ms, agent_id{s, c, a}));
      }
    for (auto i = rows.size(); i > 1; --i)
      std::swap(rows[i - 1], rows[random.below(i)]);
    return rows;
  }
  static std::vector<history_row> of(const std::vector<history_row>& all, const scope& who,
                                     std::uint64_t since_ms) {
    std::vector<history_row> rows;
    std::ranges::copy_if(all, std::back_inserter(rows),
                         [&](const auto& r) { return r.who == who && r.at_ms >= since_ms; });
    return rows;
  }
};

} // namespace

TEST_CASE_METHOD(kept_history, "Z4 history is found by who and since when, oldest first",
                 "[history]") {
  std::vector<history_row> all;
  for (std::uint64_t at_ms = 1'000; at_ms < 1'020; ++at_ms) {
    auto rows = everybody(at_ms);
    REQUIRE(past.insert(rows));
    all.insert(all.end(), rows.begin(), rows.end());
  }
  CHECK(past.rows() == all.size());
  past = open();
  CHECK(past.rows() == all.size());
  for (auto since : {0ULL, 1'000ULL, 1'007ULL, 1'019ULL, 1'020ULL, ~0ULL})
    for (const auto& r : everybody(0)) {
      auto found = past.query(r.who, since);
      REQUIRE(found);
      REQUIRE(*found == of(all, r.who, since));
    }
  const agent_id agent{1, 2, 3};
  auto newest = past.query(agent, 0, 4);
  CHECK(*newest == of(all, agent, 1'016));
  CHECK(past.query(agent_id{9, 9, 9}, 0)->empty());
}

TEST_CASE_METHOD(kept_history, "Z4 the same moment written again replaces it", "[history]") {
  REQUIRE(past.insert(everybody(1'000)));
  auto again = everybody(1'000);
  REQUIRE(past.insert(again));
  CHECK(past.rows() == again.size());
  for (const auto& r : again)
    CHECK(*past.query(r.who, 0) == std::vector{r});
}

TEST_CASE_METHOD(kept_history, "Z4 only agents and clusters with finite numbers have a history",
                 "[history]") {
  auto refused = [&](const history_row& bad) {
    auto rows = everybody(1'000);
    rows.push_back(bad);
    auto result = past.insert(rows);
    CHECK(past.rows() == 0);
    return !result && result.error().code == errc::invalid_argument;
  };
  auto good = row(1, agent_id{1, 2, 3});
  auto with = [&](float history_row::*member) {
    auto bad = good;
    bad.*member = no_number;
    return bad;
  };
  CHECK(refused(row(1, scope{})));
  CHECK(refused(row(1, sector_id{1})));
  CHECK(refused(row(1, agent_id{1, 2, 100})));
  CHECK(refused(row(~0ULL, agent_id{1, 2, 3})));
  for (auto member : {&history_row::score, &history_row::latency_ms,
                      &history_row::processing_ms, &history_row::queue})
    CHECK(refused(with(member)));
  CHECK(past.query(sector_id{1}, 0).error().code == errc::invalid_argument);
}

TEST_CASE_METHOD(kept_history, "Z4 what is too old goes, in small steps", "[history]") {
  for (std::uint64_t at_ms = 1; at_ms <= 200; ++at_ms)
    REQUIRE(past.insert(everybody(at_ms)));
  const auto before = past.rows();
  const history_retention keep{.age_ms = 50, .rows = ~0ULL};
  std::uint64_t removed = 0;
  int steps = 0;
  while (auto some = past.prune(200, keep).value()) {
    removed += some;
    CHECK(past.rows() == before - removed);
    CHECK(some < before / 4);
    ++steps;
  }
  CHECK(steps > 1);
  CHECK(past.rows() == 51 * everybody(0).size());
  CHECK(past.query(agent_id{1, 2, 3}, 0)->front().at_ms == 150);
  CHECK(past.prune(10, keep).value() == 0); // a clock that ran backwards
  CHECK(open().rows() == past.rows());
}

TEST_CASE_METHOD(kept_history, "Z4 what is too much goes, the oldest first", "[history]") {
  for (std::uint64_t at_ms = 1; at_ms <= 20; ++at_ms)
    REQUIRE(past.insert(everybody(at_ms)));
  const history_retention keep{.age_ms = ~0ULL, .rows = 100};
  while (past.prune(20, keep).value() > 0) {
  }
  CHECK(past.rows() <= 100);
  CHECK(past.rows() > 90);
  CHECK(past.query(agent_id{0, 0, 0}, 0)->back().at_ms == 20);
  CHECK(past.prune(20, everything).value() == 0);
}

TEST_CASE_METHOD(kept_history, "K4 Z4 no retention of the history ever removes a conflict",
                 "[history]") {
  auto log = must_open_log(where);
  REQUIRE(log.append(random_conflicts(random, 20)));
  REQUIRE(past.insert(everybody(1)));
  while (past.prune(~0ULL, {.age_ms = 0, .rows = 0}).value() > 0) {
  }
  CHECK(past.rows() == 0);
  CHECK(log.query({})->total == 20);
  CHECK(log.verify()->intact());
}

TEST_CASE_METHOD(kept_history, "Z4 samples that are none are refused", "[history]") {
  const history_row of{1, agent_id{1, 2, 0}};
  auto bytes = pack_samples({row(1, agent_id{1, 2, 3}), row(1, agent_id{1, 2, 4})});
  std::vector<history_row> rows;
  CHECK(unpack_samples(bytes, of, -1, rows));
  CHECK(rows.size() == 2);
  CHECK_FALSE(unpack_samples(std::string_view(bytes).substr(1), of, -1, rows));
  bytes[0] = 100;
  CHECK_FALSE(unpack_samples(bytes, of, -1, rows));
  CHECK_FALSE(unpack_samples(pack_samples({{1, agent_id{1, 2, 3}, no_number}}), of, -1, rows));
}

TEST_CASE("Z4 a full disk loses no history that was written, and it goes on", "[history]") {
  data_folder data;
  faulty_disk disk;
  auto where = must_open(data.path());
  auto past = history::open(where);
  REQUIRE(past->insert({{1, agent_id{1, 2, 3}, 1, 2, 3, 4}}));
  faulty_disk::set(faulty_disk::fault::full);
  CHECK(past->insert({{2, agent_id{1, 2, 3}, 1, 2, 3, 4}}).error().code == errc::io_error);
  CHECK(past->rows() == 1);
  faulty_disk::set(faulty_disk::fault::none);
  REQUIRE(past->insert({{2, agent_id{1, 2, 3}, 1, 2, 3, 4}}));
  CHECK(past->query(agent_id{1, 2, 3}, 0)->size() == 2);
}
