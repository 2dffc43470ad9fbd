#include "actors/parts/agent_pauses.hpp"

#include "tests/parts/cluster_of.hpp"
#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Three agents, the last of which is down.
class paused_cluster final : public agent_pauses::ways, public open_work {
public:
  paused_cluster() { members[2].lost(); }
  void order(std::uint64_t number, freeze_act what,
             std::shared_ptr<const frozen_state> preserved = nullptr) {
    freeze_order order;
    order.number = number;
    order.what = what;
    order.preserved = std::move(preserved);
    pauses.order(std::move(order), at);
  }
  void stop(std::uint8_t slot, std::uint64_t number) {
    agent_frozen what;
    what.number = number;
    what.held.id = {1, 2, slot};
    what.held.in_hand = frozen_delivery{delivery_of(50).what, 7, 5s};
    pauses.stopped(std::move(what));
  }
  void go_on(std::uint8_t slot, std::uint64_t number) {
    pauses.goes_on({number, slot, 0, at + 1s}, at);
  }

  void tell(std::uint8_t slot, const freeze_agent& order) override {
    freezes.emplace_back(slot, order.number);
  }
  void tell(std::uint8_t slot, const thaw_agent& order) override {
    thaws.emplace_back(slot, order);
  }
  void wake_to_give_up(time_point when) override { wakes.push_back(when); }
  void publish() override { ++pages; }
  void changed(time_point) override {}
  void report(freeze_report what) override { reports.push_back(std::move(what)); }
  [[nodiscard]] bool open_with(std::uint8_t) const override { return false; }
  void refuse_unsent(std::uint8_t slot, errc, const std::string&, time_point) override {
    refused.push_back(slot);
  }
  void refuse_open(std::uint8_t, errc, const std::string&, time_point) override {}

  time_point at{100s};
  config cfg;
  cluster_members members = cluster_of(3, cfg);
  mesh_counters counters;
  std::vector<std::pair<std::uint8_t, std::uint64_t>> freezes;
  std::vector<std::pair<std::uint8_t, thaw_agent>> thaws;
  std::vector<std::uint8_t> refused;
  std::vector<time_point> wakes;
  std::vector<freeze_report> reports;
  int pages = 0;
  agent_pauses pauses{*this, *this, members, counters, cfg};
};

} // namespace

TEST_CASE("O6 a freeze is reported when everyone has stopped, with who is down") {
  paused_cluster c;
  c.order(1, freeze_act::freeze);
  CHECK(c.freezes.size() == 2);
  CHECK(c.refused.size() == 3);
  CHECK(c.members[2].row.frozen); // so that its replacement is
  CHECK(c.pages == 1);
  c.stop(0, 1);
  CHECK(c.pauses.has_stopped(0));
  CHECK_FALSE(c.pauses.has_stopped(1));
  CHECK(c.reports.empty());
  c.stop(1, 1);
  REQUIRE(c.reports.size() == 1);
  CHECK(c.reports[0].number == 1);
  CHECK(c.reports[0].counts.ready == 2);
  CHECK(c.reports[0].counts.refused == 1);
  REQUIRE(c.reports[0].pages.size() == 1);
  CHECK(c.reports[0].pages[0]->size() == 2);
}

TEST_CASE("O6 who gives no answer is named at the time to give up") {
  paused_cluster c;
  c.order(1, freeze_act::freeze);
  c.stop(0, 1);
  c.pauses.give_up_due(c.at);
  CHECK(c.reports.empty());
  c.pauses.give_up_due(c.wakes.at(0));
  REQUIRE(c.reports.size() == 1);
  CHECK(c.reports[0].counts.straggler == 1);
  c.pauses.give_up_due(c.wakes.at(0));
  c.stop(1, 1); // too late for the report, and it has stopped
  CHECK(c.reports.size() == 1);
  CHECK(c.pauses.has_stopped(1));
}

TEST_CASE("O6 an agent is frozen until it says itself that it goes on") {
  paused_cluster c;
  c.order(1, freeze_act::freeze);
  c.stop(0, 1);
  c.stop(1, 1);
  auto preserved = std::make_shared<frozen_state>();
  preserved->agents.push_back({{1, 2, 1}});
  c.order(2, freeze_act::thaw, preserved);
  REQUIRE(c.thaws.size() == 2);
  CHECK(c.thaws[0].second.preserved == nullptr);
  CHECK(c.thaws[1].second.preserved->id == agent_id{1, 2, 1});
  CHECK(c.members[0].row.frozen);
  c.go_on(0, 2);
  CHECK_FALSE(c.members[0].row.frozen);
  CHECK(c.reports.size() == 1);
  c.go_on(1, 2);
  REQUIRE(c.reports.size() == 2);
  CHECK(c.reports[1].counts.ready == 2);
}

TEST_CASE("O6 who is frozen again has not stopped before it says so again") {
  paused_cluster c;
  c.order(1, freeze_act::freeze);
  c.stop(0, 1);
  c.order(2, freeze_act::freeze); // it is frozen still
  CHECK(c.pauses.has_stopped(0));
  c.order(3, freeze_act::thaw);
  c.go_on(0, 3);
  c.order(4, freeze_act::freeze);
  CHECK_FALSE(c.pauses.has_stopped(0));
}

TEST_CASE("O6 a second copy of an order changes nothing, a later one ends it") {
  paused_cluster c;
  c.order(2, freeze_act::freeze);
  c.order(2, freeze_act::freeze);
  c.order(1, freeze_act::thaw);
  CHECK(c.freezes.size() == 2);
  CHECK(c.reports.empty());
  c.order(3, freeze_act::freeze);
  REQUIRE(c.reports.size() == 1);
  CHECK(c.reports[0].number == 2);
}

TEST_CASE("O6 who may not know that it is frozen is told, before it is thawed") {
  paused_cluster c;
  c.pauses.tell_again(0);
  CHECK(c.freezes.empty());
  c.members[0].row.frozen = true; // as the lead before this one has published
  c.pauses.tell_again(0);
  CHECK(c.freezes.size() == 1);
  c.order(1, freeze_act::thaw);
  c.thaws.clear();
  c.pauses.tell_again(0);
  CHECK(c.freezes.size() == 2);
  CHECK(c.thaws.size() == 1);
}

TEST_CASE("O6 the answer to work that was interrupted is void, and the one after thaw not") {
  paused_cluster c;
  c.order(1, freeze_act::freeze);
  c.stop(0, 1); // with 50 in hand
  ack a;
  a.slot = 0;
  a.what = {50};
  a.sent_at = c.at;
  CHECK(c.pauses.is_void(a));
  a.slot = 1;
  CHECK_FALSE(c.pauses.is_void(a));
  a.slot = 0;
  c.go_on(0, 2);
  CHECK(c.pauses.is_void(a));
  a.sent_at = c.at + 1s;
  CHECK_FALSE(c.pauses.is_void(a));
  c.pauses.note_answer(a);
  CHECK(c.counters.thawed_answers == 1);
}
