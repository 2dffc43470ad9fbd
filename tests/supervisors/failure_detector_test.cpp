#include "supervisors/failure_detector.hpp"

#include "config/config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

time_point at_ms(double ms) {
  return time_point{} + from_ms(ms);
}

std::string line(const failure_detector::seen& event) {
  return event ? to_string(*event, time_point{}) : "nothing";
}

failure_detector detector() {
  return {cluster_id{7, 4}, failures_config{}, impedance_config{}};
}

} // namespace

TEST_CASE("F1: each network error is retried and the third in a row escalates", "[failures]") {
  auto d = detector();
  CHECK(line(d.network_error(12, "timeout", at_ms(1)))
        == "+0.001 s TRANSIENT_NETWORK s07.c04.a12: network error 1 in a row, timeout; "
           "retried with backoff");
  CHECK(d.network_error(12, "", at_ms(2))->to == escalation::none);
  CHECK(line(d.network_error(12, "timeout", at_ms(3)))
        == "+0.003 s TRANSIENT_NETWORK s07.c04.a12: network error 3 in a row, timeout; "
           "retried with backoff, escalated to sector");
  CHECK(d.network_error(12, "", at_ms(4))->to == escalation::none); // counted anew
}

TEST_CASE("F1: an answer in between and other agents' errors end the row", "[failures]") {
  auto d = detector();
  for (int i = 0; i < 10; ++i) {
    CHECK(d.network_error(1, "", at_ms(i))->to == escalation::none);
    CHECK(d.network_error(2, "", at_ms(i))->to == escalation::none);
    d.network_ok(1);
    d.network_ok(2);
  }
}

TEST_CASE("F2: an agent is lost when nothing was heard of it for 30 s", "[failures]") {
  auto d = detector();
  CHECK(line(d.silence(12, at_ms(1'000), at_ms(30'999))) == "nothing");
  CHECK(line(d.silence(12, at_ms(1'000), at_ms(31'000)))
        == "+31.000 s AGENT_CRASH s07.c04.a12: silent for 30000 ms; replaced");
  CHECK(line(d.silence(12, at_ms(1'000), at_ms(36'000))) == "nothing"); // said once
  d.heard(12);
  CHECK(d.silence(12, at_ms(40'000), at_ms(70'000)));
}

TEST_CASE("F2: an actor that goes down is one failure however often it is seen", "[failures]") {
  auto d = detector();
  CHECK(line(d.down(0, "bad_alloc", at_ms(5)))
        == "+0.005 s AGENT_CRASH s07.c04.a00: its actor went down, bad_alloc; replaced");
  CHECK_FALSE(d.down(0, "bad_alloc", at_ms(6)));
  CHECK_FALSE(d.silence(0, at_ms(0), at_ms(60'000)));
}

TEST_CASE("F2: a replacement that also fails escalates", "[failures]") {
  auto d = detector();
  d.down(3, "", at_ms(0));
  d.replaced(3, at_ms(10));
  SECTION("within its watch") {
    auto again = d.down(3, "", at_ms(60'009));
    CHECK(line(again)
          == "+60.009 s AGENT_CRASH s07.c04.a03: its actor went down, 59999 ms after it was "
             "replaced; replaced, escalated to sector");
  }
  SECTION("later it is a failure like the first") {
    CHECK(d.down(3, "", at_ms(60'010))->to == escalation::none);
  }
}

TEST_CASE("F3: who takes over twice what is usual for it spikes, once", "[failures]") {
  auto d = detector();
  CHECK_FALSE(d.spike(1, false, 200, 100, at_ms(0)));
  CHECK(line(d.spike(1, true, 201, 100, at_ms(0)))
        == "+0.000 s IMPEDANCE_SPIKE s07.c04.a01: score 201 ms, its mean is 100; routed "
           "around");
  CHECK_FALSE(d.spike(1, true, 500, 100, at_ms(1)));  // the same spike
  CHECK_FALSE(d.spike(1, false, 150, 100, at_ms(2))); // over
  CHECK(d.spike(1, true, 201, 100, at_ms(3)));
}

TEST_CASE("F3: several that spike at a time escalate", "[failures]") {
  auto d = detector();
  CHECK(d.spike(1, true, 300, 100, at_ms(0))->to == escalation::none);
  CHECK(d.spike(2, true, 300, 100, at_ms(0))->to == escalation::none);
  SECTION("the third") {
    CHECK(line(d.spike(3, true, 300, 100, at_ms(0)))
          == "+0.000 s IMPEDANCE_SPIKE s07.c04.a03: score 300 ms, its mean is 100; 3 agents "
             "of the cluster spike; routed around, escalated to sector");
  }
  SECTION("not when one of them is over or has left") {
    d.spike(1, false, 100, 100, at_ms(1));
    CHECK(d.spike(3, true, 300, 100, at_ms(2))->to == escalation::none);
    d.forget(2);
    CHECK(d.spiking() == 1);
    CHECK(d.spike(4, true, 300, 100, at_ms(3))->to == escalation::none);
  }
}

TEST_CASE("F3: work that is overdue is an event, and counts for no breaker", "[failures]") {
  auto d = detector();
  auto event =
      d.overdue(1, {{0xab}, at_ms(1'000), 12, usual_from::history, true}, at_ms(4'000));
  CHECK(line(event)
        == "+4.000 s STUCK_WORK s07.c04.a01: has had 00000000000000ab in hand for 3000 ms; by "
           "its history such work takes 12 ms; others are chosen");
  CHECK_FALSE(counts_for_breakers(event));
}

TEST_CASE("F4: a context hash that does not match escalates at once", "[failures]") {
  auto d = detector();
  CHECK_FALSE(d.context(1, 7, 7, at_ms(0)));
  CHECK_FALSE(d.context(1, 0, 7, at_ms(0))); // nothing is known to be right
  CHECK_FALSE(d.context(1, 7, 0, at_ms(0))); // nothing is loaded
  CHECK(line(d.context(1, 7, 0xabc, at_ms(1)))
        == "+0.001 s CONTEXT_CORRUPTION s07.c04.a01: context hash 0000000000000abc, expected "
           "0000000000000007; quarantined, context reloaded, escalated to orchestrator");
  CHECK_FALSE(d.context(1, 7, 0xabc, at_ms(2)));
  CHECK_FALSE(d.context(1, 7, 7, at_ms(3))); // reloaded
  CHECK(d.context(1, 7, 0xabc, at_ms(4)));
}

TEST_CASE("F1: an event stays one line whatever an agent says", "[failures]") {
  auto d = detector();
  auto text = line(d.down(0, "bad\nF9 forged: line\r\x1b[31m", at_ms(0)));
  CHECK(text.find_first_of("\n\r\x1b") == std::string::npos);
}

TEST_CASE("F2: the limits are those of the configuration", "[failures]") {
  failures_config cfg;
  cfg.network_errors = 1;
  cfg.spiking_agents = 1;
  impedance_config health;
  health.offline_after_ms = 10;
  failure_detector d({0, 0}, cfg, health);
  CHECK(d.network_error(0, "", at_ms(0))->to == escalation::sector);
  CHECK(d.silence(0, at_ms(0), at_ms(10)));
  CHECK(d.spike(0, true, 501, 100, at_ms(0))->to == escalation::sector);
}
