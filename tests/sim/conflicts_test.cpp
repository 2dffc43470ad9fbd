// K1, K4, Z4: whole meshes whose agents contradict, and what is kept of that.
#include <filesystem>
#include <map>

#include "actors/work/random.hpp"
#include "runtime/records/journal.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

config quarrelsome(double rate, std::uint64_t seed = 1) {
  auto cfg = sized(2, 3, 20, 0.1, seed);
  cfg.simulation.conflict_rate = rate;
  return cfg;
}

std::vector<storage::logged_conflict> all_of(local_mesh& mesh) {
  auto page = mesh.book().query({.limit = storage::largest_page});
  REQUIRE(page);
  CHECK(page->records.size() == page->total);
  return page->records;
}

using counts_of_agents = std::map<agent_id, int>;

void add_named(counts_of_agents& to, const gather_summary& s) {
  for (const auto& group : s.exceptions)
    if (group.kind == exception_kind::conflict)
      for (auto agent : group.agents)
        ++to[agent];
}

counts_of_agents counts_in(const std::vector<storage::logged_conflict>& all) {
  counts_of_agents counts;
  for (const auto& one : all)
    ++counts[one.entry.record.agent];
  return counts;
}

/// A folder of one test.
class folder {
public:
  folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "mesh-sim-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~folder() { std::filesystem::remove_all(path_); }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

private:
  std::string path_;
};

std::unique_ptr<local_mesh> with_data(config cfg, const folder& data) {
  mesh_options options;
  options.virtual_time = true;
  options.data = data.path();
  return std::make_unique<local_mesh>(std::move(cfg), std::move(options));
}

} // namespace

TEST_CASE("K1 every conflict that gathers name is kept exactly once", "[sim]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(5); ++seed) {
    CAPTURE(seed);
    auto mesh = in_virtual_time(quarrelsome(0.3, seed));
    counts_of_agents named;
    std::uint64_t reported = 0;
    for (int i = 0; i < 5; ++i) {
      auto s = mesh->scatter({}).summary;
      reported += s.conflict;
      add_named(named, s);
      auto c = mesh->cascade({}).total.summary;
      reported += c.conflict;
      add_named(named, c);
    }
    CHECK(reported > 0);
    auto kept = all_of(*mesh);
    CHECK(kept.size() == reported);
    CHECK(counts_in(kept) == named);
    CHECK(mesh->book().counts(mesh->now()).total == reported);
  }
}

TEST_CASE("K1 no conflict that a gather names is lost or kept twice when leads crash",
          "[sim]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(10); ++seed) {
    CAPTURE(seed);
    random_source random(seed);
    auto cfg = quarrelsome(0.5, seed);
    cfg.supervision.cluster = {50, 500, 60'000};
    cfg.supervision.backoff_longest_ms = cfg.supervision.backoff_initial_ms;
    std::unique_ptr<local_mesh> mesh;
    std::map<time_point, scope> crashes; // leads, while a gather runs
    mesh_options options;
    options.virtual_time = true;
    options.interrupted = [&] {
      while (mesh && !crashes.empty() && mesh->now() >= crashes.begin()->first)
        mesh->inject({fault_kind::crash, {crashes.extract(crashes.begin()).mapped()}});
      return false;
    };
    mesh = std::make_unique<local_mesh>(cfg, std::move(options));
    counts_of_agents named;
    for (int i = 0; i < 5; ++i) {
      for (std::uint8_t sector = 0; sector < 2; ++sector)
        for (std::uint8_t cluster = 0; cluster < 3; ++cluster)
          crashes.emplace(mesh->now() + from_ms(random.uniform(100, 900)),
                          cluster_id{sector, cluster});
      scatter_request request;
      request.horizon_ms = 600;
      add_named(named, mesh->scatter(request).summary);
    }
    CHECK(mesh->counters().leads_replaced > 0);
    auto kept = all_of(*mesh);
    auto counts = counts_in(kept);
    for (const auto& [agent, count] : named)
      CHECK(counts[agent] >= count); // a late one that the gather called a straggler is more
    std::set<std::pair<message_id, agent_id>> once;
    std::set<message_id> ids;
    for (const auto& one : kept) {
      CHECK(once.emplace(one.entry.record.message, one.entry.record.agent).second);
      CHECK(ids.insert(one.entry.record.id).second);
    }
  }
}

TEST_CASE("K2 conflicts of a simulated world have the types and priorities of work", "[sim]") {
  auto mesh = in_virtual_time(quarrelsome(1));
  mesh->scatter({});
  std::map<conflict_type, int> types;
  for (const auto& one : all_of(*mesh)) {
    ++types[one.entry.record.what.type];
    CHECK(one.entry.priority
          == conflict_priority(one.entry.record.what, mesh->cfg().conflicts));
    CHECK_FALSE(one.entry.record.what.received.empty());
  }
  CHECK(types[conflict_type::data_contradiction] > types[conflict_type::hash_mismatch]);
  CHECK(types[conflict_type::context_divergence] > 0);
}

TEST_CASE("K4 a mesh that is started again has its conflicts, and gives new ids", "[sim]") {
  folder data;
  std::uint64_t before = 0;
  message_id newest;
  for (int run = 0; run < 3; ++run) {
    CAPTURE(run);
    auto mesh = with_data(quarrelsome(0.5), data);
    CHECK(mesh->book().counts(mesh->now()).total == before);
    if (before > 0)
      CHECK(mesh->book().counts(mesh->now()).unresolved > before * 9 / 10);
    auto conflicts = mesh->scatter({}).summary.conflict;
    CHECK(conflicts > 0);
    auto kept = all_of(*mesh);
    CHECK(kept.size() == before + conflicts);
    CHECK(kept.front().entry.record.id > newest);
    newest = kept.front().entry.record.id;
    before = kept.size();
  }
}

TEST_CASE("K2 what was unresolved becomes overdue by the time it waited, also across a restart",
          "[sim]") {
  folder data;
  auto cfg = quarrelsome(0.5);
  cfg.conflicts.priority_4_deadline_ms = cfg.conflicts.priority_3_deadline_ms =
      cfg.conflicts.priority_2_deadline_ms = cfg.conflicts.priority_1_deadline_ms = 60'000;
  {
    auto mesh = with_data(cfg, data);
    mesh->scatter({});
    CHECK(mesh->book().counts(mesh->now()).overdue == 0);
  }
  auto mesh = with_data(cfg, data);
  auto counts = mesh->book().counts(mesh->now());
  CHECK(counts.overdue == 0);
  mesh->wait(2min);
  auto later = mesh->book().counts(mesh->now());
  CHECK(later.unresolved > 0);
  CHECK(later.overdue == later.unresolved); // wrong hashes have ended by themselves
}

TEST_CASE("K3 a conflict is resolved once, and stays so", "[sim]") {
  folder data;
  message_id id;
  {
    auto mesh = with_data(quarrelsome(1), data);
    mesh->scatter({});
    auto before = mesh->book().counts(mesh->now()).unresolved;
    id = all_of(*mesh).front().entry.record.id;
    REQUIRE(mesh->book().resolve({id, mesh->wall_ms(), "anna", "by_hand", "a sensor"}));
    CHECK(mesh->book().counts(mesh->now()).unresolved == before - 1);
    auto twice = mesh->book().resolve({id, mesh->wall_ms(), "otto", "by_hand", "no, I"});
    REQUIRE_FALSE(twice);
    CHECK(twice.error().detail
          == "conflict " + to_string(id) + " was resolved before, by anna: a sensor");
    auto unknown = mesh->book().resolve({{12}, mesh->wall_ms(), "otto", "by_hand", "?"});
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == errc::unknown_target);
  }
  auto mesh = with_data(quarrelsome(1), data);
  auto found = mesh->book().find(id);
  REQUIRE(found);
  REQUIRE(found->resolution);
  CHECK(found->resolution->note == "a sensor");
  auto counts = mesh->book().counts(mesh->now());
  CHECK(counts.unresolved == counts.total - 1);
}

TEST_CASE("K3 F4 a damaged context is a conflict, which ends when it is the good one again",
          "[sim]") {
  folder data;
  auto on_disk = GENERATE(true, false);
  auto mesh = on_disk ? with_data(quarrelsome(0), data) : in_virtual_time(quarrelsome(0));
  const agent_id bad{1, 2, 3};
  scatter_request request;
  request.targets = {bad};
  mesh->inject({fault_kind::corrupt, {bad}});
  CHECK(mesh->scatter(request).summary.conflict == 1);
  auto kept = all_of(*mesh);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].entry.record.agent == bad);
  CHECK(kept[0].entry.record.what.type == conflict_type::hash_mismatch);
  CHECK_FALSE(kept[0].resolution); // not before it was checked again
  mesh->wait(20s);
  kept = all_of(*mesh);
  REQUIRE(kept[0].resolution);
  CHECK(kept[0].resolution->by == "mesh");
  CHECK(kept[0].resolution->how == "context_refetched");
  CHECK(mesh->book().counts(mesh->now()).unresolved == 0);
}

TEST_CASE("Z4 all agents and clusters are noted down once a period, and old ones go", "[sim]") {
  folder data;
  auto cfg = quarrelsome(0);
  cfg.storage.history_age_hours = 1;
  auto mesh = with_data(cfg, data);
  mesh->wait(10min + 30s);
  for (const scope& who : {scope(agent_id{1, 2, 19}), scope(cluster_id{0, 1})}) {
    auto past = mesh->book().past(who, 0, 1'000);
    REQUIRE(past);
    CHECK(past->size() == 10);
    CHECK(past->front().who == who);
    CHECK(past->front().score > 0);
  }
  mesh->wait(100min);
  auto past = mesh->book().past(scope(agent_id{0, 0, 0}), 0, 1'000);
  REQUIRE(past);
  CHECK(past->size() >= 59);
  CHECK(past->size() <= 62); // an hour of them
  CHECK(mesh->book().counts(mesh->now()).samples_missed == 0);
}

TEST_CASE("Z4 without a store history and verify say what to do", "[sim]") {
  auto mesh = in_virtual_time(quarrelsome(0));
  auto past = mesh->book().past(scope(cluster_id{0, 0}), 0, 10);
  REQUIRE_FALSE(past);
  CHECK(past.error().code == errc::unsupported);
  CHECK(past.error().remedy == "start it with --data DIR");
  CHECK(mesh->book().verify().error().code == errc::unsupported);
}
