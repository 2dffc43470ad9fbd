#include "runtime/agent_client/agent_addresses.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::agent_client;

namespace {

link_address at(const std::string& host) {
  return {{host, 7443}, "/v1/agent"};
}

agent_addresses with_three() {
  return agent_addresses({at("one"), at("two"), at("three")});
}

} // namespace

TEST_CASE("an agent tries the addresses of its invite in turn, each after its delay (R2)") {
  auto addresses = with_three();
  for (const auto* host : {"one", "two", "three", "one", "two"}) {
    CHECK_FALSE(addresses.at_once());
    CHECK(addresses.next() == at(host));
  }
}

TEST_CASE("an agent that was welcome begins at the first address again") {
  auto addresses = with_three();
  addresses.next();
  CHECK(addresses.next() == at("two"));
  addresses.welcomed();
  CHECK_FALSE(addresses.at_once());
  CHECK(addresses.next() == at("one"));
}

TEST_CASE("an agent that is sent elsewhere goes there at once, and only once (R2)") {
  auto addresses = with_three();
  addresses.next();
  addresses.sent_to(at("other"));
  CHECK(addresses.at_once());
  CHECK(addresses.next() == at("other"));
  CHECK_FALSE(addresses.at_once());
  CHECK(addresses.next() == at("one"));
}

TEST_CASE("a host that sends agents to one that is gone does not keep them from the others") {
  auto addresses = with_three();
  for (const auto* host : {"one", "one", "two", "three"}) {
    CHECK(addresses.next() == at(host)); // first: "one"; it sends the agent away each time
    addresses.sent_to(at("gone"));
    CHECK(addresses.next() == at("gone"));
  }
}

TEST_CASE("an agent that is sent around waits from the fifth time on (R2)") {
  auto addresses = with_three();
  for (int time = 1; time <= 7; ++time) {
    addresses.sent_to(at("other"));
    CHECK(addresses.at_once() == (time < agent_addresses::most_in_a_row));
    CHECK(addresses.next() == at("other"));
  }
}

TEST_CASE("a welcome ends a row of being sent elsewhere") {
  auto addresses = with_three();
  for (int time = 0; time < agent_addresses::most_in_a_row; ++time)
    addresses.sent_to(at("other"));
  CHECK_FALSE(addresses.at_once());
  addresses.welcomed();
  addresses.sent_to(at("other"));
  CHECK(addresses.at_once());
}

TEST_CASE("addresses of an invite do not end a row: only a welcome does") {
  auto addresses = with_three();
  for (int time = 1; time < agent_addresses::most_in_a_row; ++time) {
    addresses.sent_to(at("gone"));
    addresses.next();
    addresses.next(); // of the invite
  }
  addresses.sent_to(at("gone"));
  CHECK_FALSE(addresses.at_once());
}
