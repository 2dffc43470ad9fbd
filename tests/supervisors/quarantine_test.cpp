#include "supervisors/quarantine.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("K1 an agent's part of a message is held back, and not more of it than is allowed",
          "[conflicts]") {
  conflicts_config cfg;
  cfg.quarantine_bytes = 5;
  message m;
  m.what = verb::observe;
  m.source = "me";
  m.correlation = {3};
  m.lamport = 4;
  m.required_capabilities = {"vision"};
  m.parts = {"one", "the other"};
  auto held = held_back(m, 1, sector_id{2}, cfg);
  CHECK(held.what == verb::observe);
  CHECK(held.source == "me");
  CHECK(held.correlation == message_id{3});
  CHECK(held.lamport == 4);
  CHECK(held.capabilities == m.required_capabilities);
  CHECK(held.payload == "the o");
  CHECK(held.payload_bytes == 9);
  CHECK(held.given_to == scope(sector_id{2}));
  CHECK(held_back(m, 0, {}, cfg).payload == "one");
}

TEST_CASE("K1 who else got a message is known, or taken to be everybody", "[conflicts]") {
  message m;
  scatter_order order;
  order.where = sector_id{4};
  CHECK(given_to(m, order) == scope(sector_id{4}));
  order.targets = {{{4, 0, 0}, 0}}; // others may be named elsewhere
  CHECK(given_to(m, order) == scope());
  m.parts = {"mine alone"};
  CHECK_FALSE(given_to(m, order));
  m.parts.clear();
  m.how = strategy::direct;
  CHECK_FALSE(given_to(m, order));
}

TEST_CASE("K1 evidence has bounds, and what was cut off is told from what is whole",
          "[conflicts]") {
  conflicts_config cfg;
  cfg.evidence_items = 3;
  cfg.quarantine_bytes = 10;
  conflict_evidence e;
  e.events.resize(3, {{1}, {}, 1, {}});
  e.expected_branch = {"a", "b", "c"};
  e.received_branch = {"0123456789", "b"};
  auto before = e;
  bound_evidence(e, cfg);
  CHECK(e.events == before.events);
  CHECK(e.expected_branch == before.expected_branch);
  CHECK(is_whole(e.events));
  CHECK(is_whole(e.expected_branch));
  CHECK_FALSE(is_whole(e.received_branch));
  e.events.resize(1'000, {{1}, {}, 1, {}});
  e.expected_branch.resize(1'000, "");
  bound_evidence(e, cfg);
  CHECK(e.events.size() == 4);
  CHECK(e.expected_branch.size() == 4);
  CHECK_FALSE(is_whole(e.events));
  CHECK_FALSE(is_whole(e.expected_branch));
}
