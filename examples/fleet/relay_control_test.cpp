// Z5: what the relays of the fleet are told while they run.
#include "examples/fleet/relay_control.hpp"

#include "tests/support/catch.hpp"

namespace {

const way_settings usual{.delay_ms = 100, .jitter = 0.05, .loss = 0.01, .bytes_per_s = 1e6};

} // namespace

TEST_CASE("Z5 set changes what it names, and leaves the rest") {
  const auto order = read_order("set delay_ms=250.5 loss=0", usual);
  REQUIRE(order);
  REQUIRE(order->settings);
  CHECK(order->settings->delay_ms == 250.5);
  CHECK(order->settings->loss == 0);
  CHECK(order->settings->jitter == usual.jitter);
  CHECK(order->settings->bytes_per_s == usual.bytes_per_s);
  CHECK(order->stall_ms == 0);
}

TEST_CASE("Z5 slow multiplies the delay, and a part of one makes it faster") {
  const auto slower = read_order("  slow \t3\r", usual);
  REQUIRE(slower);
  CHECK(slower->settings->delay_ms == 300);
  CHECK(slower->settings->jitter == usual.jitter);
  CHECK(read_order("slow 0.5", usual)->settings->delay_ms == 50);
}

TEST_CASE("Z5 stall and report leave the settings") {
  const auto stall = read_order("stall 500", usual);
  REQUIRE(stall);
  CHECK(stall->stall_ms == 500);
  CHECK_FALSE(stall->settings);
  const auto report = read_order("report some/file.json", usual);
  REQUIRE(report);
  CHECK(report->report == "some/file.json");
  CHECK_FALSE(report->settings);
}

TEST_CASE("Z5 what is no order is none, and a part of it does not count") {
  for (const auto* line : {"", " ", "set", "slow", "slow x3", "slow -1", "slow 3 4", "stall",
                           "stall nan", "stall 1s", "report", "report a b", "faster 3",
                           "set delay_ms", "set delay_ms=", "set delay_ms=-1",
                           "set delay_ms=5 colour=2", "set loss=1.5", "set jitter=2"}) {
    CAPTURE(line);
    CHECK_FALSE(read_order(line, usual));
  }
}
