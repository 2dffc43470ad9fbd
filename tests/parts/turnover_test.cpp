#include "actors/parts/turnover.hpp"

#include "tests/parts/cluster_of.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

class changing_cluster final : public turnover::ways, public open_work {
public:
  void ask(std::uint8_t slot, const pulse& p) override { asked.emplace_back(slot, p.number); }
  void publish() override { ++pages; }
  void wake_to_let_go(time_point when) override { wakes.push_back(when); }
  [[nodiscard]] bool supervised() const override { return true; }
  void may_leave(std::uint8_t slot) override { left.push_back(slot); }
  [[nodiscard]] bool open_with(std::uint8_t) const override { return open; }
  void refuse_unsent(std::uint8_t, errc, const std::string&, time_point) override {}
  void refuse_open(std::uint8_t slot, errc why, const std::string&, time_point) override {
    if (why == errc::agent_down)
      ended.push_back(slot);
  }

  const agent_id second{1, 2, 1};
  time_point at{100s};
  config cfg;
  cluster_members members = cluster_of(2, cfg);
  roster who{cfg};
  mesh_counters counters;
  bool open = false;
  int pages = 0;
  std::vector<std::pair<std::uint8_t, std::uint32_t>> asked;
  std::vector<time_point> wakes;
  std::vector<std::uint8_t> left, ended;
  turnover passage{*this, *this, members, who, counters, cfg};
};

using slots_told = std::vector<std::uint8_t>;

} // namespace

TEST_CASE("T5 a newcomer is a member after its heartbeats") {
  changing_cluster c;
  auto& row = c.members[1].row;
  row.standing = membership::joining;
  c.passage.settle(1);
  c.passage.settle(1);
  CHECK(row.standing == membership::joining);
  c.passage.settle(1);
  CHECK(row.standing == membership::member);
  CHECK(c.pages == 1);
  CHECK(c.counters.agents_joined == 1);
  c.passage.settle(1);
  CHECK(c.counters.agents_joined == 1);
}

TEST_CASE("T5 who leaves goes when it says it is idle, not as of before it was asked") {
  changing_cluster c;
  c.passage.leave({c.second, {1, 2, 9}, {1, 3, 0}}, 5, c.at);
  CHECK(c.members[1].row.standing == membership::leaving);
  CHECK(c.members[0].row.standing == membership::member);
  CHECK(c.asked == std::vector<std::pair<std::uint8_t, std::uint32_t>>{{1, 5}});
  CHECK(c.left.empty());
  c.passage.note_idle(1, true, 4);
  c.passage.let_go_if_idle(1, c.at);
  CHECK(c.left.empty());
  c.passage.note_idle(1, true, 5);
  c.open = true; // a gather waits for it
  c.passage.let_go_if_idle(1, c.at);
  CHECK(c.left.empty());
  c.open = false;
  c.passage.let_go_idle(c.at);
  CHECK(c.left == slots_told{1});
  CHECK(c.ended.empty());
}

TEST_CASE("T5 who is down leaves at once") {
  changing_cluster c;
  c.members[1].lost();
  c.passage.leave({c.second}, 5, c.at);
  CHECK(c.asked.empty());
  CHECK(c.left == slots_told{1});
}

TEST_CASE("T5 when its time is up an agent leaves with work in hand, which fails by name") {
  changing_cluster c;
  c.passage.leave({c.second}, 5, c.at);
  REQUIRE(c.wakes.size() == 1);
  CHECK(c.wakes[0] == c.at + from_ms(c.cfg.growth.drain_timeout_ms));
  c.passage.let_go_idle(c.wakes[0] - 1ms);
  CHECK(c.left.empty());
  c.passage.let_go_idle(c.wakes[0]);
  CHECK(c.left == slots_told{1});
  CHECK(c.ended == slots_told{1});
}

TEST_CASE("T5 O6 who is frozen does not leave, and has all its time after thaw") {
  changing_cluster c;
  c.passage.leave({c.second}, 5, c.at);
  auto& row = c.members[1].row;
  row.frozen = true;
  c.passage.let_go_idle(c.at + 24h);
  CHECK(c.left.empty());
  row.frozen = false;
  c.passage.give_time(1, 6, c.at + 24h);
  c.passage.give_time(0, 6, c.at + 24h); // is not leaving
  CHECK(c.wakes.size() == 2);
  CHECK(c.wakes.back() == c.at + 24h + from_ms(c.cfg.growth.drain_timeout_ms));
  c.passage.let_go_idle(c.at + 24h);
  CHECK(c.left.empty());
}
