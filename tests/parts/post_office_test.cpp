#include "actors/parts/post_office.hpp"

#include <utility>
#include <vector>

#include "tests/parts/cluster_of.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

class tested_office final : public post_office::ways {
public:
  /// With agents that may send only with that capability.
  explicit tested_office(capability_set posting = {})
      : office(*this, members, counters, 1, cfg, posting) {}
  void send(agent_id to, std::uint8_t from = 0, std::uint16_t incarnation = 0) {
    post p;
    p.slot = from;
    p.incarnation = incarnation;
    p.to = to;
    p.payload = "hello";
    office.take(std::move(p), at);
  }
  void hand_over(std::uint8_t slot, deliver what, time_point) override {
    handed.emplace_back(slot, std::move(what));
  }
  void pass_on(const wire<message>&, const wire<post_order>& order) override {
    passed.push_back(order);
  }
  void may_not_post(agent_id from, agent_id to) override { denied.emplace_back(from, to); }
  message_id next_id(time_point) override { return {++ids}; }
  [[nodiscard]] std::uint64_t wall_ms(time_point) const override { return 1'000; }

  time_point at{100s};
  config cfg;
  cluster_members members = cluster_of(2, cfg);
  mesh_counters counters;
  std::uint64_t ids = 0;
  std::vector<std::pair<std::uint8_t, deliver>> handed;
  std::vector<wire<post_order>> passed;
  std::vector<std::pair<agent_id, agent_id>> denied;
  post_office office;
};

} // namespace

TEST_CASE("a message to an agent of this cluster is handed over, another passed on") {
  tested_office t;
  t.send({1, 2, 1});
  REQUIRE(t.handed.size() == 1);
  CHECK(t.handed[0].first == 1);
  CHECK(t.handed[0].second.what->payload == "hello");
  CHECK(t.handed[0].second.gather == 0);
  t.send({3, 2, 1});
  REQUIRE(t.passed.size() == 1);
  CHECK(t.passed[0]->from == agent_id{1, 2, 0});
  CHECK(t.counters.posts_sent == 2);
  CHECK(t.counters.posts_undeliverable == 0);
  t.passed.clear();
  CHECK(t.counters.posts_undeliverable == 1); // nobody has it any more
}

TEST_CASE("a message that cannot be delivered counts so") {
  tested_office t;
  t.send({1, 2, 1}, 0, 4); // of an incarnation that is gone
  t.send({1, 2, 1}, 9);    // of nobody
  t.send({1, 2, 9});       // to nobody
  t.members[1].row.frozen = true;
  t.send({1, 2, 1});
  t.members[1].row.frozen = false;
  t.members[1].row.standing = membership::leaving;
  t.send({1, 2, 1});
  t.members[1].lost();
  t.send({1, 2, 1});
  CHECK(t.handed.empty());
  CHECK(t.counters.posts_undeliverable == 6);
}

TEST_CASE("a replacement gets what the agent before it had not answered") {
  tested_office t;
  t.send({1, 2, 1});
  t.office.redeliver(1, t.at);
  REQUIRE(t.handed.size() == 2);
  CHECK(t.handed[1].second.attempt == 1);
  CHECK(t.counters.redeliveries == 1);
}

TEST_CASE("X4 an agent without the capability to post sends no message, and that is said") {
  capability_set posting;
  posting.add(5);
  tested_office t(posting);
  t.send({1, 2, 1});
  CHECK(t.handed.empty());
  CHECK(t.denied == std::vector<std::pair<agent_id, agent_id>>{{{1, 2, 0}, {1, 2, 1}}});
  CHECK(t.counters.posts_denied == 1);
  CHECK(t.counters.posts_undeliverable == 1); // each that was sent ends in one way

  t.members[0].row.capabilities.add(5);
  t.send({1, 2, 1});
  CHECK(t.handed.size() == 1);
  CHECK(t.counters.posts_denied == 1);
}
