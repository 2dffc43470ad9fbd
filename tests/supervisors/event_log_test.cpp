#include "supervisors/event_log.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point start{};

failure_event crash(agent_id who, duration at = {}, std::string seen = "crashed") {
  return {start + at, failure_class::agent_crash, who, std::move(seen), escalation::none};
}

failure_event lost_heartbeat(agent_id who, duration at, int in_a_row = 1) {
  return {start + at, failure_class::transient_network, who,
          "network error " + std::to_string(in_a_row) + " in a row", escalation::none};
}

event_log folding(std::size_t bound) {
  return event_log(bound, {}, 60s);
}

} // namespace

TEST_CASE("events are kept newest first, by scope, up to a bound, and the others stay counted",
          "[event_log]") {
  event_log log(2);
  log.add(crash({1, 0, 0}));
  log.add(crash({0, 0, 1}));
  log.add(
      {{}, failure_class::cascade_failure, sector_id{0}, "grows", escalation::orchestrator});
  CHECK(log.dropped() == 0);
  log.add(crash({0, 1, 2}));
  CHECK(log.dropped() == 1); // the one of s01
  CHECK(log.newest(sector_id{1}, 10).total == 0);

  auto page = log.newest(sector_id{0}, 2);
  CHECK(page.total == 3);
  REQUIRE(page.events.size() == 2);
  CHECK(page.events[0].where == scope(agent_id{0, 1, 2}));
  CHECK(page.events[1].cls == "CASCADE_FAILURE");
  CHECK(log.newest(cluster_id{0, 0}, 10).total == 2); // that of its sector concerns it
  CHECK(log.newest({}, 10).total == 3);
  CHECK(log.count(failure_class::agent_crash) == 3);
  CHECK(log.count(failure_class::transient_network) == 0);
}

TEST_CASE("F1 a flood of one class of events pushes out none of another", "[event_log]") {
  auto log = folding(100);
  log.add(crash({0, 0, 1}));
  log.add(notice{start, notice_kind::host_lost, {}, "n1", "it is silent"});
  log.add(breaker_note{
      start, 1, {sector_id{1}, {circuit_state::closed, circuit_state::open, "failures"}}});
  for (int i = 0; i < 10'000; ++i)
    log.add(lost_heartbeat(agent_id::unpack(static_cast<std::uint32_t>(i)),
                           std::chrono::milliseconds(i)));
  CHECK(log.count("TRANSIENT_NETWORK") == 10'000);
  CHECK(log.dropped() == 9'900);
  for (const auto* cls : {"AGENT_CRASH", "HOST_LOST", "BREAKER_OPEN"}) {
    event_query wanted;
    wanted.cls = cls;
    INFO(cls);
    CHECK(log.newest(wanted).total == 1);
  }
}

TEST_CASE("F1 equal events that follow each other are one, with a count", "[event_log]") {
  auto log = folding(100);
  const agent_id who{0, 0, 1};
  log.add(lost_heartbeat(who, 1s, 1));
  log.add(crash(who, 2s));
  log.add(lost_heartbeat(who, 6s, 2)); // its numbers alone differ
  log.add(lost_heartbeat({0, 0, 2}, 7s, 1));

  auto all = log.newest({}, 10).events;
  REQUIRE(all.size() == 3);
  CHECK(all[0].where == scope(agent_id{0, 0, 2}));
  const auto& folded = all[1]; // the newest occurrence says where it stands
  CHECK(folded.count == 2);
  CHECK(folded.first == start + 1s);
  CHECK(folded.at == start + 6s);
  CHECK(folded.seen == "network error 2 in a row");
  CHECK(to_string(folded, start)
        == "+6.000 s TRANSIENT_NETWORK s00.c00.a01: network error 2 in a row; retried with "
           "backoff (2 times since +1.000 s)");
  CHECK(log.count("TRANSIENT_NETWORK") == 3);
  CHECK(log.dropped() == 0);
}

TEST_CASE("F2 events that differ in what was seen, or lie far apart, are not folded",
          "[event_log]") {
  auto log = folding(100);
  const agent_id who{0, 0, 1};
  log.add(crash(who, 0s, "its actor went down, out of range"));
  log.add(crash(who, 1s, "its actor went down, bad input"));
  log.add(crash(who, 90s, "its actor went down, bad input"));
  auto escalated = crash(who, 91s, "its actor went down, bad input");
  escalated.to = escalation::sector;
  log.add(escalated);
  CHECK(log.newest({}, 10).total == 4);

  event_log unfolded(100);
  unfolded.add(crash(who));
  unfolded.add(crash(who));
  CHECK(unfolded.newest({}, 10).total == 2);
}

TEST_CASE("events are found by class, host and time", "[event_log]") {
  auto log = folding(100);
  log.add(crash({0, 0, 1}, 1s));
  log.add(notice{start + 2s, notice_kind::sector_placed, sector_id{3}, "n2", "after n1"});
  log.add(notice{start + 9s, notice_kind::host_lost, {}, "n1", "silent"});
  event_query late;
  late.since = start + 2s;
  CHECK(log.newest(late).total == 2);
  event_query of_n2;
  of_n2.host = "n2";
  REQUIRE(log.newest(of_n2).total == 1);
  CHECK(to_string(log.newest(of_n2).events[0], start)
        == "+2.000 s SECTOR_PLACED n2 s03: after n1");
  event_query of_s03;
  of_s03.where = sector_id{3};
  CHECK(log.newest(of_s03).total == 1); // what concerns no sector does not concern this one
  event_query none;
  none.cls = "HOST_LOST";
  none.since = start + 10s;
  CHECK(log.newest(none).total == 0);
}

TEST_CASE("O7 who has read up to an event gets what happened since, and hears of gaps",
          "[event_log]") {
  auto log = folding(2);
  CHECK(log.newest_id() == 0);
  log.add(crash({0, 0, 1}, 1s));
  const auto read = log.newest_id();
  CHECK(log.after(read, 10).events.empty());
  log.add(crash({0, 0, 1}, 2s)); // again: it is news
  log.add(crash({0, 0, 2}, 3s));
  auto news = log.after(read, 10);
  REQUIRE(news.events.size() == 2);
  CHECK(news.events[0].count == 2);
  CHECK(news.events[0].id < news.events[1].id);
  CHECK(news.dropped_to <= read);
  CHECK(log.after(read, 1).events.size() == 1); // the oldest first
  CHECK(log.after(read, 1).events[0].id == news.events[0].id);

  log.add(crash({0, 0, 3}, 4s));
  log.add(crash({0, 0, 4}, 5s));
  CHECK(log.after(read, 10).dropped_to > read);
}

TEST_CASE("B2 it is known which breakers are not closed, and how they have changed",
          "[event_log]") {
  event_log log(2);
  using enum circuit_state;
  const scope where = sector_id{1};
  log.add({{}, 1, {where, {closed, open, "by hand"}}, true});
  REQUIRE(log.not_closed().size() == 1);
  CHECK(log.not_closed()[0] == circuit{where, open, "by hand", true});
  log.add({{}, 1, {cluster_id{0, 0}, {closed, open, "failures"}}});
  log.add({{}, 1, {where, {open, closed, "by hand"}}});
  REQUIRE(log.not_closed().size() == 1);
  CHECK(log.not_closed()[0].where == scope(cluster_id{0, 0}));
  CHECK(log.breaker_changes().size() == 2); // the newest
}
