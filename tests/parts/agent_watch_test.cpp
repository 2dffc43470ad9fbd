#include "actors/parts/agent_watch.hpp"

#include "tests/parts/cluster_of.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Two agents, heard at the clock's zero, and what was done about them.
class watched_cluster final : public agent_watch::ways {
public:
  void sweep(time_point now, bool judges = true) { watch.sweep({now, now, judges}); }

  void ask(std::uint8_t slot, const pulse& p) override { asked.emplace_back(slot, p.number); }
  void wake_to_retry(time_point when) override { retries.push_back(when); }
  void report(failure_detector::seen what) override {
    if (what)
      reported.push_back(what->what);
  }
  void changed(time_point) override { ++changes; }
  [[nodiscard]] bool supervised() const override { return true; }
  bool may_die(time_point) override { return deaths; }
  void replace(std::uint8_t slot, std::string) override { replaced.push_back(slot); }

  config cfg;
  cluster_members members = cluster_of(2, cfg);
  failure_detector detector{tested_cluster, cfg.failures, cfg.impedance};
  duration period = from_ms(cfg.impedance.heartbeat_period_ms);
  duration offline = from_ms(cfg.impedance.offline_after_ms);
  bool deaths = true;
  int changes = 0;
  std::vector<std::pair<std::uint8_t, std::uint32_t>> asked;
  std::vector<time_point> retries;
  std::vector<failure_class> reported;
  std::vector<std::uint8_t> replaced;
  agent_watch watch{*this, members, detector, cfg};
};

using slots = std::vector<std::uint8_t>;

} // namespace

TEST_CASE("Z5 everyone who is up is asked, each time with a new number") {
  watched_cluster c;
  c.members[1].lost();
  c.sweep(time_point(1s));
  c.sweep(time_point(2s));
  CHECK(c.asked == std::vector<std::pair<std::uint8_t, std::uint32_t>>{{0, 1}, {0, 2}});
  CHECK(c.reported.empty());
  CHECK(c.retries.empty());
}

TEST_CASE("F1 who misses a heartbeat is asked again with longer and longer pauses") {
  watched_cluster c;
  auto now = time_point(c.period + 3s);
  c.watch.heard(1, now);
  c.sweep(now);
  CHECK_FALSE(c.reported.empty());
  auto first = from_ms(c.cfg.failures.retry_initial_ms);
  CHECK(c.retries == std::vector<time_point>{now + first});
  c.asked.clear();
  c.watch.retry(now + first);
  CHECK(c.asked.size() == 1);
  CHECK(c.asked[0].first == 0);
  CHECK(c.retries.back() == now + 3 * first);
  c.watch.heard(0, now + first);
  c.asked.clear();
  c.watch.retry(now + 3 * first);
  CHECK(c.asked.empty());
  CHECK(c.retries.size() == 2);
}

TEST_CASE("F2 who is silent is offline and replaced, and that is said once") {
  watched_cluster c;
  auto now = time_point(c.offline + 1s);
  c.watch.heard(1, now);
  c.sweep(now);
  CHECK(c.members[0].row.state == agent_state::offline);
  CHECK(c.members[1].row.state == agent_state::active);
  CHECK(c.replaced == slots{0});
  CHECK(c.changes == 1);
  auto said = c.reported.size();
  c.watch.heard(1, now + 1s);
  c.sweep(now + 1s);
  CHECK(c.replaced == slots{0});
  CHECK(c.reported.size() == said);
}

TEST_CASE("F2 nobody is condemned while this process starves, or more than may die") {
  watched_cluster c;
  auto now = time_point(c.offline + 1s);
  c.sweep(now, false);
  CHECK(c.reported.empty());
  CHECK(c.replaced.empty());
  CHECK(c.retries.empty());
  c.deaths = false;
  c.sweep(now);
  CHECK(c.members[0].row.state == agent_state::offline);
  CHECK(c.replaced.empty());
  c.deaths = true;
  c.sweep(now);
  CHECK(c.replaced == slots{0, 1});
}

TEST_CASE("F2 silence that a link explains, as it was measured, is none") {
  watched_cluster c;
  c.members[0].measured_link(to_ms(10s));
  auto now = time_point(c.offline + 1s);
  c.sweep(now);
  CHECK(c.replaced == slots{1});
  c.sweep(now + 10s);
  CHECK(c.replaced == slots{1, 0});
}

TEST_CASE("F2 a replacement of who was silent is used when it was heard") {
  watched_cluster c;
  auto now = time_point(c.offline + 1s);
  c.sweep(now);
  c.asked.clear();
  c.members[0].replaced(1, now, c.cfg);
  CHECK(c.watch.replaced(0, {now, now, true}));
  CHECK(c.asked.size() == 1); // at once
  c.members[1].lost();        // crashed meanwhile
  c.watch.heard(0, now);
  CHECK_FALSE(c.watch.replaced(0, {now, now, true}));
}

TEST_CASE("F2 a replacement that is never heard is replaced in its turn") {
  watched_cluster c;
  auto now = time_point(c.offline + 1s);
  c.watch.heard(1, now);
  c.sweep(now);
  c.members[0].replaced(1, now, c.cfg);
  c.watch.replaced(0, {now, now, true});
  auto later = now + c.offline + 1s;
  c.watch.heard(1, later);
  c.sweep(later);
  CHECK(c.replaced == slots{0, 0});
}

TEST_CASE("O5 who misses one heartbeat hangs when it is named, or has not stopped") {
  watched_cluster c;
  const scope named(agent_id{1, 2, 0});
  const scope all;
  auto now = time_point(c.period + 3s);
  CHECK_FALSE(c.watch.hangs(0, named, true, now));
  c.sweep(now);
  CHECK(c.watch.hangs(0, named, true, now));
  CHECK_FALSE(c.watch.hangs(1, named, true, now));
  CHECK(c.watch.hangs(0, all, true, time_point(c.offline / 2 + 1s)));
  CHECK_FALSE(c.watch.hangs(0, all, true, time_point(c.offline / 4)));
  c.members[0].row.frozen = true;
  CHECK_FALSE(c.watch.hangs(0, all, true, time_point(c.offline / 4)));
  CHECK(c.watch.hangs(0, all, false, time_point(c.offline / 4)));
}
