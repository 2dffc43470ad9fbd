#include "actors/parts/context_guard.hpp"

#include "tests/parts/cluster_of.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

class guarded_cluster final : public context_guard::ways {
public:
  void load_good_context(std::uint8_t slot) override { loaded.push_back(slot); }
  void report(failure_detector::seen what) override { reports += what ? 1 : 0; }
  void publish() override { ++pages; }

  static constexpr std::uint64_t good = 5, bad = 6, unknown = 0;
  config cfg;
  cluster_members members = cluster_of(2, cfg);
  failure_detector detector{tested_cluster, cfg.failures, cfg.impedance};
  mesh_counters counters;
  std::vector<std::uint8_t> loaded;
  int reports = 0;
  int pages = 0;
  context_guard guard{*this, members, detector, counters, good, cfg};
};

} // namespace

TEST_CASE("F4 a damaged context puts an agent in quarantine until it has the good one") {
  guarded_cluster c;
  auto& row = c.members[0].row;
  CHECK(c.guard.check(0, c.good, time_point(1s)));
  CHECK(c.pages == 0);
  CHECK_FALSE(c.guard.check(0, c.bad, time_point(2s)));
  CHECK(row.state == agent_state::quarantined);
  CHECK(row.context_hash == c.bad);
  CHECK(c.loaded.size() == 1);
  CHECK(c.reports == 1);
  CHECK(c.guard.check(0, c.good, time_point(3s)));
  CHECK(row.state == agent_state::active);
  CHECK(c.counters.contexts_restored == 1);
  CHECK(c.pages == 2);
}

TEST_CASE("F4 nothing is concluded from a context that is not known") {
  guarded_cluster c;
  CHECK(c.guard.check(0, c.unknown, time_point(1s)));
  CHECK(c.members[0].row.state == agent_state::active);
}

TEST_CASE("F5 a rogue stays in quarantine with a good context, until it is healed") {
  guarded_cluster c;
  c.guard.quarantine({{1, 2, 0}, "lies"});
  c.guard.quarantine({{1, 3, 1}, "is of another cluster"});
  c.guard.quarantine({{1, 2, 9}, "is not there"});
  CHECK(c.guard.is_rogue(0));
  CHECK_FALSE(c.guard.is_rogue(1));
  c.guard.check(0, c.good, time_point(1s));
  CHECK(c.members[0].row.state == agent_state::quarantined);
  c.guard.reload(0);
  CHECK(c.loaded.size() == 1);
  CHECK(c.members[0].row.state == agent_state::quarantined); // it has not said so yet
  c.guard.check(0, c.good, time_point(2s));
  CHECK(c.members[0].row.state == agent_state::active);
}

TEST_CASE("F5 a rogue that is down stays offline, and who replaces it is none") {
  guarded_cluster c;
  c.members[0].lost();
  c.guard.quarantine({{1, 2, 0}, "lies"});
  CHECK(c.members[0].row.state == agent_state::offline);
  c.guard.forget(0);
  CHECK_FALSE(c.guard.is_rogue(0));
}
