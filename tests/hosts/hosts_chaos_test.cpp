// Seeded chaos over a mesh of several hosts, in virtual time: whatever happens to
// hosts and links, every message is accounted for and no sector is served twice.
#include "actors/work/random.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// Some clusters are wanted on hosts that come, go, and never come (T1).
config with_clusters_detached(std::uint64_t seed) {
  auto cfg = sized(6, 2, 5, 0.1, seed);
  cfg.placement.clusters = {{cluster_id{0, 1}, "n2"},
                            {cluster_id{3, 0}, "n4"},
                            {cluster_id{4, 0}, "n1"},
                            {cluster_id{4, 1}, "n3"},
                            {cluster_id{5, 1}, "nobody"}};
  return cfg;
}

class chaos {
public:
  explicit chaos(std::uint64_t seed)
      : random_(seed),
        hosts_(with_clusters_detached(seed), 3, {}, folder_.path().string()),
        names_(3) {}

  void run(int steps) {
    REQUIRE(hosts_.whole());
    for (int i = 0; i < steps; ++i) {
      step();
      check();
    }
    for (std::size_t i = 0; i < hosts_.size(); ++i)
      if (hosts_.is_there(i)) {
        hosts_.at(i).link->mend();
        hosts_.at(i).second_path = true;
      }
    hosts_.mesh().wait(20s);
    for (const auto& n : hosts_.mesh().others()->nodes().nodes)
      if (n.row.keeps)
        CHECK(hosts_.mesh().others()->order(n.row.name, node_act::forget).code == errc::none);
    REQUIRE(hosts_.whole());
    hosts_.mesh().wait(2s);
    auto all = hosts_.mesh().scatter({});
    CHECK(all.failure.code == errc::none);
    CHECK(all.missing() == 0);
    for (auto cluster : hosts_.mesh().who().all_clusters()) {
      INFO(to_string(cluster));
      CHECK(hosts_.who_works_in(cluster).size() == 1);
    }
  }

private:
  void step() {
    auto i = random_.below(hosts_.size());
    switch (random_.below(11)) {
    case 0:
      if (there() > 1 && hosts_.is_there(i))
        end(i);
      break;
    case 1:
      if (there() < 4)
        hosts_.add_host("n" + std::to_string(++names_));
      break;
    case 2:
      if (hosts_.is_there(i))
        hosts_.at(i).link->cut();
      break;
    case 3:
      if (hosts_.is_there(i))
        hosts_.at(i).link->mend();
      break;
    case 4:
      if (hosts_.is_there(i))
        hosts_.at(i).link->end();
      break;
    case 5:
      if (crashes_++ < 3) // more would use the budget up
        hosts_.crash_hub();
      break;
    case 6:
      hosts_.stop_orchestrator();
      hosts_.wait(milliseconds(random_.below(8'000)));
      hosts_.start_orchestrator();
      crashes_ = 0;
      break;
    case 7:
      if (hosts_.is_there(i))
        hosts_.at(i).second_path = !hosts_.at(i).second_path;
      break;
    case 8: // some are cut off together
      for (i = 0; i < hosts_.size(); ++i)
        if (hosts_.is_there(i) && random_.below(2) == 0)
          hosts_.at(i).link->cut();
      break;
    default:
      gather();
    }
    hosts_.mesh().wait(milliseconds(random_.below(3'000)));
  }
  void end(std::size_t i) {
    if (random_.below(3) > 0)
      hosts_.kill(i);
    else
      hosts_.vanish(i);
  }
  void gather() {
    auto r = hosts_.mesh().scatter({});
    const auto& s = r.summary;
    CHECK(s.targets == s.ready + s.conflict + s.straggler + s.skipped + s.expired + s.refused);
  }
  void check() {
    for (auto cluster : hosts_.mesh().who().all_clusters())
      CHECK(hosts_.who_works_in(cluster).size() <= 1);
  }
  int there() const {
    int some = 0;
    for (std::size_t i = 0; i < hosts_.size(); ++i)
      some += hosts_.is_there(i) ? 1 : 0;
    return some;
  }

  random_source random_;
  mesh::test::data_folder folder_;
  several_hosts hosts_;
  int names_;
  int crashes_ = 0;
};

} // namespace

TEST_CASE("R2 hosts and links that come and go lose no message and serve no sector twice",
          "[hosts][chaos]") {
  for (auto seed : seeds_to_run(5)) {
    INFO("replay with MESH_TEST_SEED=" << seed << " MESH_TEST_SIM_SEEDS=1");
    chaos(seed).run(40);
  }
}
