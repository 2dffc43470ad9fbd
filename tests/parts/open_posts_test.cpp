#include "actors/parts/open_posts.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct posted_messages {
  bool take(std::uint8_t slot, std::uint64_t id, time_point now = {}) {
    auto ticket = std::make_shared<post_ticket>(sent, answered, undeliverable);
    return open.take(slot, delivery_of(id), std::move(ticket), 2, now);
  }
  std::atomic<std::uint64_t> sent{0};
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> undeliverable{0};
  open_posts open;
};

} // namespace

TEST_CASE("a post that is answered counts so, and is open no longer") {
  posted_messages posts;
  CHECK_FALSE(posts.open.any(3));
  CHECK(posts.take(3, 1));
  CHECK(posts.open.any(3));
  CHECK(posts.open.end(4, {1}) == nullptr); // another agent's
  CHECK(posts.open.end(3, {1})->id == message_id{1});
  CHECK(posts.open.end(3, {1}) == nullptr);
  CHECK_FALSE(posts.open.any(3));
  CHECK(posts.answered == 1);
  CHECK(posts.undeliverable == 0);
}

TEST_CASE("an agent has so many open posts at most, expired ones not counted") {
  posted_messages posts;
  CHECK(posts.take(3, 1));
  CHECK(posts.take(3, 2));
  CHECK_FALSE(posts.take(3, 3));
  CHECK(posts.undeliverable == 1);
  CHECK(posts.take(3, 4, time_point(101s))); // they expire after 100 s
  CHECK(posts.undeliverable == 3);
  posts.open.clear(3);
  CHECK(posts.undeliverable == 4);
  CHECK(posts.sent == 4);
}

TEST_CASE("a replacement gets each open post once more, and no third agent does") {
  posted_messages posts;
  posts.take(3, 1);
  auto again = posts.open.again(3, {});
  REQUIRE(again.size() == 1);
  CHECK(again[0].attempt == 1);
  CHECK(posts.open.any(3));
  CHECK(posts.open.again(3, {}).empty());
  CHECK_FALSE(posts.open.any(3));
  CHECK(posts.undeliverable == 1);
  posts.take(3, 2);
  CHECK(posts.open.again(3, time_point(101s)).empty()); // expired
}

TEST_CASE("what an agent says to another is a message of its own") {
  const config cfg;
  post p;
  p.payload = "hello";
  p.correlation = {7};
  p.causation = {8};
  p.lamport = 9;
  auto m = message_of(std::move(p), {1, 2, 3}, {42}, 1'000, cfg);
  CHECK(m.id == message_id{42});
  CHECK(m.source == to_string(agent_id{1, 2, 3}));
  CHECK(m.how == strategy::direct);
  CHECK(m.payload == "hello");
  CHECK(m.payload_hash == hash_of_payload(m));
  CHECK(m.correlation == message_id{7});
  CHECK(m.causation == message_id{8});
  CHECK(m.lamport == 9);
  CHECK(m.created_at_ms == 1'000);
}
