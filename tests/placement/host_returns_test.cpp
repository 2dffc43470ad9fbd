#include "runtime/placement/host_returns.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

time_point returned_at(double ms) {
  return time_point{} + from_ms(ms);
}

/// Gathers over a host n1 of two sectors with ten agents each, one every second, each
/// with five seconds to come back.
struct limping {
  host_returns hosts{breakers_config{}};
  double now_ms = 0;
  std::uint64_t gathers = 0;
  std::vector<std::string> said;

  void pass(double ms) {
    now_ms += ms;
    for (const auto& news : hosts.due(returned_at(now_ms)))
      said.push_back(news.host + " " + std::string(to_string(news.change.to)) + ": "
                     + news.change.reason);
  }
  /// Of each sector so many agents come back, 100 ms later. Whether it was let through.
  bool gather(std::uint32_t back, const std::string& host = "n1") {
    ++gathers;
    bool passed = true;
    for (std::uint8_t s = 0; s < 2; ++s)
      passed &=
          hosts.asked({host, gathers, s}, 10, returned_at(now_ms + 5'000), returned_at(now_ms));
    if (passed)
      for (std::uint8_t s = 0; s < 2; ++s)
        hosts.returned({host, gathers, s}, back, returned_at(now_ms + 100));
    pass(1'000);
    return passed;
  }
  [[nodiscard]] host_returns::figures seen(const std::string& host = "n1") const {
    return hosts.of(host, returned_at(now_ms));
  }
};

} // namespace

TEST_CASE("B1 what came back of what was asked of a host is counted", "[host_returns]") {
  limping l;
  for (int i = 0; i < 10; ++i)
    CHECK(l.gather(9));
  l.pass(6'000);
  CHECK(l.seen().asked == 200);
  CHECK(l.seen().back == 180);
  CHECK(l.seen().breaker == breaker_state::closed);
  CHECK(l.said.empty());
  CHECK(l.seen("n2").asked == 0);
  l.pass(61'000);
  CHECK(l.seen().asked == 0); // of the last minute
}

TEST_CASE("B1 a host that loses gather after gather is turned away", "[host_returns]") {
  limping l;
  int passed = 0;
  for (int i = 0; i < 20; ++i)
    passed += l.gather(i % 3) ? 1 : 0; // a few get through
  CHECK(passed < 12);
  REQUIRE(l.said.size() == 1);
  CHECK(l.said[0] == "n1 open: 4 failures within 60 s");
  CHECK(l.hosts.is_open("n1"));
  CHECK(l.seen().turned_away == static_cast<std::uint64_t>(20 - passed) * 20);
  CHECK(l.gather(10, "n2")); // only the host that limps
}

TEST_CASE("B1 three lost gathers in a minute, or agents that are lost alone, open nothing",
          "[host_returns]") {
  limping l;
  for (int i = 0; i < 60; ++i)
    CHECK(l.gather(i % 25 == 0 ? 0 : 5)); // half of them is enough
  CHECK(l.said.empty());
}

TEST_CASE("B1 what comes late, twice or unasked does not count", "[host_returns]") {
  limping l;
  host_returns& h = l.hosts;
  CHECK(h.asked({"n1", 1, 0}, 10, returned_at(5'000), returned_at(0)));
  CHECK(h.asked({"n1", 1, 0}, 10, returned_at(5'000),
                returned_at(0))); // its coordinator was replaced
  h.returned({"n1", 1, 0}, 3, returned_at(100));
  h.returned({"n1", 1, 0}, 3, returned_at(200));
  h.returned({"n1", 1, 1}, 10, returned_at(300));
  h.returned({"n1", 2, 0}, 10, returned_at(300));
  CHECK(h.asked({"n1", 3, 0}, 10, returned_at(5'000), returned_at(0)));
  h.returned({"n1", 3, 0}, 10, returned_at(5'001));
  l.pass(6'000);
  CHECK(l.seen().asked == 20);
  CHECK(l.seen().back == 3);
}

TEST_CASE("B2 a gather is the probe of an open host, and a good one lets it work again",
          "[host_returns]") {
  limping l;
  while (l.said.empty())
    l.gather(0);
  l.pass(31'000);
  CHECK(l.gather(0)); // the probe is lost, too
  CHECK_FALSE(l.gather(10));
  l.pass(6'000);
  l.pass(61'000);
  CHECK(l.gather(10)); // and this one comes back
  l.pass(6'000);
  REQUIRE(l.said.size() == 2);
  CHECK(l.said[1] == "n1 half_open: a probe was answered");
  int passed = 0;
  for (int i = 0; i < 20; ++i)
    passed += l.gather(10) ? 1 : 0;
  CHECK(passed == 2);
  l.pass(60'000);
  REQUIRE(l.said.size() == 3);
  CHECK(l.said[2] == "n1 closed: no failure while half-open");
  CHECK(l.gather(10));
}

TEST_CASE("B2 a host that fails while half-open is turned away again", "[host_returns]") {
  limping l;
  while (l.said.empty())
    l.gather(0);
  l.pass(31'000);
  l.gather(10);
  l.pass(6'000);
  REQUIRE(l.said.size() == 2);
  while (l.said.size() == 2)
    l.gather(0);
  CHECK(l.said[2] == "n1 open: failed again while half-open");
}

TEST_CASE("B1 the successor of a host begins anew", "[host_returns]") {
  limping l;
  while (l.said.empty())
    l.gather(0);
  l.hosts.forget("n1");
  CHECK(l.gather(10));
  CHECK_FALSE(l.hosts.is_open("n1"));
}
