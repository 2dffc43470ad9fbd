#include "actors/coordination/gather.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point start{50s};
const time_point arrive = start + 1s;
const time_point close_at = arrive + 500ms;

gather make(bool has_parts = false, summary_bounds bounds = {}) {
  return {9, {7, 4}, arrive, close_at, has_parts, bounds};
}

answer ready(time_point at = arrive, std::string value = "done") {
  answer a;
  a.ready_at = at;
  a.value = std::move(value);
  return a;
}

answer conflicting() {
  answer a;
  a.state = trinary::conflict;
  a.ready_at = arrive;
  a.detail = "expected something else";
  return a;
}

answer failed(errc reason) {
  answer a;
  a.state = trinary::transit;
  a.failure = reason;
  return a;
}

void send(gather& g, std::uint8_t slot) {
  g.plan(slot, arrive, 0);
  g.sent(slot, start, start);
}

const exception_group& only_exception(const gather& g) {
  REQUIRE(g.summary().exceptions.size() == 1);
  return g.summary().exceptions.front();
}

} // namespace

TEST_CASE("G2 each way to end is counted apart", "[gather]") {
  auto g = make();
  for (std::uint8_t slot = 0; slot < 6; ++slot)
    send(g, slot);
  g.skip(6, 900, 100);
  g.refuse_unsent(7, errc::expired, "");
  g.refuse_unsent(8, errc::agent_offline, "offline");
  g.plan(9, arrive, 0); // never sent
  CHECK(g.answered(0, ready(), arrive));
  CHECK(g.answered(1, conflicting(), arrive));
  CHECK(g.answered(2, failed(errc::expired), arrive));
  CHECK(g.answered(3, failed(errc::queue_full), arrive));
  CHECK_FALSE(g.done());
  g.close();
  CHECK(g.done());
  const auto& s = g.summary();
  CHECK(s.gather == 9);
  CHECK(to_string(s.from) == "s07.c04");
  CHECK(s.clusters == 1);
  CHECK(s.targets == 10);
  CHECK(s.sent == 6);
  CHECK(s.ready == 1);
  CHECK(s.conflict == 1);
  CHECK(s.straggler == 2);
  CHECK(s.skipped == 1);
  CHECK(s.expired == 3);
  CHECK(s.refused == 2);
  CHECK(s.accounted() == s.targets);
}

TEST_CASE("G1 an answer counts until T + window and not a moment longer", "[gather]") {
  auto g = make();
  send(g, 0);
  send(g, 1);
  CHECK(g.answered(0, ready(), close_at));
  CHECK_FALSE(g.answered(1, ready(), close_at + 1ns));
  g.close();
  CHECK(g.summary().ready == 1);
  CHECK(g.summary().straggler == 1);
}

TEST_CASE("G2 stragglers are named, with the reason timeout", "[gather]") {
  auto g = make();
  send(g, 12);
  send(g, 13);
  g.close();
  const auto& group = only_exception(g);
  CHECK(group.kind == exception_kind::straggler);
  CHECK(group.reason == errc::timeout);
  CHECK(group.agents == std::vector<agent_id>{{7, 4, 12}, {7, 4, 13}});
  CHECK_FALSE(g.answered(12, ready(), arrive)); // it is over
}

TEST_CASE("M4 a second answer changes nothing", "[gather]") {
  auto g = make();
  send(g, 0);
  CHECK(g.answered(0, ready(), arrive));
  auto before = g.summary();
  CHECK_FALSE(g.answered(0, ready(arrive, "again"), arrive));
  CHECK_FALSE(g.answered(0, conflicting(), arrive));
  CHECK_FALSE(g.answered(0, failed(errc::agent_down), arrive));
  g.close();
  CHECK(g.summary() == before);
}

TEST_CASE("G2 an answer nobody asked for changes nothing", "[gather]") {
  auto g = make();
  g.plan(1, arrive, 0);
  g.skip(2, 10, 5);
  auto before = g.summary();
  CHECK_FALSE(g.answered(0, ready(), arrive));
  CHECK_FALSE(g.answered(1, ready(), arrive)); // planned, but never sent
  CHECK_FALSE(g.answered(2, ready(), arrive));
  CHECK(g.summary() == before);
  CHECK(g.answered(1, failed(errc::agent_down), arrive)); // that it may
  CHECK(g.done());
}

TEST_CASE("M2 an answer that is still in transit ends nothing", "[gather]") {
  auto g = make();
  send(g, 0);
  answer under_way;
  under_way.state = trinary::transit;
  under_way.ready_at = arrive;
  CHECK_FALSE(g.answered(0, under_way, arrive));
  CHECK(g.is_open(0));
  CHECK(g.answered(0, ready(), arrive));
  CHECK(g.summary().ready == 1);
}

TEST_CASE("G2 a target named twice is one target", "[gather]") {
  auto g = make();
  send(g, 0);
  send(g, 0);
  g.skip(0, 1, 0);
  g.refuse_unsent(0, errc::agent_offline, "");
  g.skip(1, 1, 0);
  g.skip(1, 1, 0);
  g.plan(1, arrive, 0);
  CHECK(g.answered(0, ready(), arrive));
  CHECK(g.done());
  g.sent(0, start, start); // it has ended
  CHECK(g.done());
  CHECK(g.summary().targets == 2);
  CHECK(g.summary().sent == 1);
  CHECK(g.summary().accounted() == 2);
}

TEST_CASE("T1 a slot from 100 on is no target", "[gather]") {
  auto slot = static_cast<std::uint8_t>(GENERATE(100, 101, 255));
  auto g = make();
  g.plan(slot, arrive, 0);
  g.sent(slot, start, start);
  g.skip(slot, 1, 0);
  g.refuse_unsent(slot, errc::agent_offline, "");
  CHECK_FALSE(g.is_open(slot));
  CHECK_FALSE(g.answered(slot, ready(), arrive));
  g.close();
  CHECK(g.summary() == make().summary());
}

TEST_CASE("M3 what was never sent has expired, or ended as the canceller says", "[gather]") {
  auto [reason, kind] = GENERATE(table<errc, exception_kind>(
      {{errc::expired, exception_kind::expired}, {errc::cancelled, exception_kind::refused}}));
  auto g = make();
  g.plan(0, arrive, 0);
  g.close(reason);
  CHECK(only_exception(g).kind == kind);
  CHECK(only_exception(g).reason == reason);
  CHECK(g.summary().sent == 0);
  CHECK(g.summary().accounted() == 1);
}

TEST_CASE("S3 a skip says how much lead time was needed and how much there was", "[gather]") {
  auto g = make();
  g.skip(0, 900, 100);
  g.skip(1, 400, 100);
  CHECK(g.done());
  const auto& group = only_exception(g);
  CHECK(group.kind == exception_kind::skipped);
  CHECK(group.reason == errc::insufficient_lead_time);
  CHECK(group.count == 2);
  CHECK(group.needed_min_ms == 400);
  CHECK(group.needed_max_ms == 900);
  CHECK(group.available_ms == 100);
}

TEST_CASE("KPI READY times are relative to T, predictions to when it was really sent",
          "[gather]") {
  auto g = make();
  g.plan(0, arrive - 10ms, 0);
  g.sent(0, start, start + 4ms); // 4 ms late, so expected 6 ms before T
  CHECK(g.answered(0, ready(arrive + 14ms), arrive + 100ms));
  CHECK(g.summary().ready_offset.quantile(0.5) == Approx(14).epsilon(0.02));
  CHECK(g.summary().prediction_error.quantile(0.5) == Approx(20).epsilon(0.02));
  CHECK(g.summary().send_lateness.quantile(0.5) == Approx(4).epsilon(0.02));
}

TEST_CASE("KPI a conflict arrived as predicted or not, but is not READY", "[gather]") {
  auto g = make();
  send(g, 0);
  CHECK(g.answered(0, conflicting(), arrive));
  CHECK(g.summary().ready_offset.count() == 0);
  CHECK(g.summary().prediction_error.count() == 1);
}

TEST_CASE("O3 parts are returned one by one, conflicts as such", "[gather]") {
  auto g = make(true);
  for (std::uint8_t slot = 0; slot < 2; ++slot) {
    g.plan(slot, arrive, 40U + slot);
    g.sent(slot, start, start);
  }
  CHECK(g.part_of(1) == 41);
  CHECK(g.answered(0, ready(arrive, "words"), arrive));
  CHECK(g.answered(1, conflicting(), arrive));
  CHECK(g.summary().parts == std::vector<part_answer>{{40, {7, 4, 0}, "words"}});
  REQUIRE(g.summary().answers.size() == 1);
  CHECK(g.summary().answers[0].state == trinary::conflict);
}

TEST_CASE("G2 a gather of nobody is done at once", "[gather]") {
  auto g = make();
  CHECK(g.done());
  g.close();
  CHECK(g.summary().targets == 0);
}
