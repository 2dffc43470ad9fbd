#include "messages/protection_messages.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("what protects the mesh survives the wire", "[messages]") {
  failure_event event{{},
                      failure_class::byzantine_behavior,
                      agent_id{1, 2, 3},
                      "said \"a\"\n\xff",
                      escalation::orchestrator};
  failure_event event_again;
  REQUIRE(decode(encode(event), event_again));
  CHECK(event_again == event);

  circuit breaker{sector_id{7}, circuit_state::half_open, "a probe was answered", true};
  circuit breaker_again;
  REQUIRE(decode(encode(breaker), breaker_again));
  CHECK(breaker_again == breaker);

  quarantine_order order{agent_id{99, 99, 99}, "why"};
  quarantine_order order_again;
  REQUIRE(decode(encode(order), order_again));
  CHECK(order_again == order);

  conflict_notice notice{{0xabc}, agent_id{1, 2, 3}, conflict_type::temporal_paradox, 4};
  conflict_notice notice_again;
  REQUIRE(decode(encode(notice), notice_again));
  CHECK(notice_again == notice);
}

TEST_CASE("what is no such message, or means nothing, is refused", "[messages]") {
  failure_event event;
  circuit breaker;
  quarantine_order order;
  CHECK_FALSE(decode("\xff\xff", event));
  CHECK_FALSE(decode("\xff\xff", breaker));
  CHECK_FALSE(decode("\xff\xff", order));
  conflict_notice notice;
  CHECK_FALSE(decode("\xff\xff", notice));
  CHECK_FALSE(decode(encode(conflict_notice{{1}, {}, conflict_type::other, 5}), notice));
  CHECK_FALSE(
      decode(encode(conflict_notice{{1}, {}, static_cast<conflict_type>(6), 1}), notice));
  CHECK_FALSE(decode("", event)); // no scope
  CHECK_FALSE(decode("", breaker));
  // An agent has no breaker.
  CHECK_FALSE(
      decode(encode(circuit{agent_id{0, 0, 1}, circuit_state::open, "", false}), breaker));
  // A state and an agent there are not.
  CHECK_FALSE(decode(encode(circuit{{}, static_cast<circuit_state>(3), "", false}), breaker));
  CHECK_FALSE(decode("\x08\xc0\x84\x3d", order)); // field 1, a million
}
