#include "runtime/records/history_notes.hpp"

#include "runtime/records/newest_reports.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using step = history_notes::step;

TEST_CASE("Z4 a sample is due once a period, and never while one is on its way", "[history]") {
  history_notes notes(10s);
  notes.begin(time_point{5s});
  CHECK(notes.due(time_point{14s}) == step::wait);
  CHECK(notes.due(time_point{15s}) == step::take);
  CHECK(notes.due(time_point{16s}) == step::wait);
  CHECK(notes.due(time_point{25s}) == step::miss); // the disk is slow
  CHECK(notes.due(time_point{26s}) == step::wait); // a missed one is not made up for
  notes.done();
  CHECK(notes.due(time_point{35s}) == step::take);
}

TEST_CASE("Z4 a cluster's row has the means of its members, each agent's its own",
          "[history]") {
  registry agents(1);
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = {0, 2};
  for (std::uint8_t a = 0; a < 3; ++a) {
    agent_row row;
    row.id = {0, 2, a};
    row.score = 100.0F * static_cast<float>(a + 1);
    row.queue_depth = a;
    row.standing = a == 2 ? membership::joining : membership::member;
    page->rows.push_back(row);
  }
  agents.publish({0, 2}, std::move(page));
  const auto rows = history_rows(agents, 77);
  REQUIRE(rows.size() == 4);
  for (const auto& row : rows)
    CHECK(row.at_ms == 77);
  CHECK(rows[2].score == 300);
  CHECK(rows[3].who == scope(cluster_id{0, 2}));
  CHECK(rows[3].score == 150); // a newcomer's times are not known yet
  CHECK(rows[3].queue == 0.5F);
}

TEST_CASE("K1 the same -1 is noted once, as long as it is among the newest", "[conflicts]") {
  newest_reports reports(2);
  CHECK_FALSE(reports.note({1}, {0, 0, 1}));
  CHECK(reports.note({1}, {0, 0, 1}));
  CHECK_FALSE(reports.note({1}, {0, 0, 2})); // somebody else's
  CHECK_FALSE(reports.note({2}, {0, 0, 1}));
  CHECK_FALSE(reports.note({1}, {0, 0, 1})); // forgotten for the newer ones
}
