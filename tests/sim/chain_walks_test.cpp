#include <map>
#include <mutex>
#include <set>

#include "actors/chains/chain_loader.hpp"
#include "actors/work/work.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

/// What agents did in the world. A payload says how long its work takes.
struct walked_world {
  std::mutex mutex;
  std::map<std::string, std::vector<agent_id>> did; // by payload
  std::set<std::string> cancelled;
  std::map<std::string, int> refusals;       // answers of -1 that a payload still gets
  std::map<std::string, milliseconds> takes; // others: 20 ms
};

class walked_work : public work {
public:
  explicit walked_work(std::shared_ptr<walked_world> world) : world_(std::move(world)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    std::lock_guard lock(world_->mutex);
    payload_ = std::string(what.payload);
    world_->did[payload_].push_back(what.agent);
    auto takes = world_->takes.find(payload_);
    planned_result planned{work_result::ready("<" + payload_ + ">"),
                           takes == world_->takes.end() ? milliseconds(20) : takes->second};
    if (auto found = world_->refusals.find(payload_);
        found != world_->refusals.end() && found->second-- > 0)
      planned.result = work_result::conflict("right", "wrong");
    return planned;
  }
  void cancel(message_id) override {
    std::lock_guard lock(world_->mutex);
    world_->cancelled.insert(payload_);
  }
  [[nodiscard]] bool cancels() const override { return true; }

private:
  std::shared_ptr<walked_world> world_;
  std::string payload_;
};

class walked_mesh {
public:
  explicit walked_mesh(std::uint64_t seed, int agents = 6,
                       const std::function<void(config&)>& change = {})
      : mesh_(config_of(seed, agents, change), options_of(world)) {}

  std::uint32_t run(const std::string& head, const std::string& tasks) {
    auto plan = load_chain(R"({"name": "c", "speculate": "bounded", )" + head + R"("tasks": [)"
                           + tasks + "]}");
    if (!plan)
      FAIL(to_string(plan.error()));
    auto begun = mesh_.run_chain(std::make_shared<const chain_plan>(*plan));
    REQUIRE(begun.failure.code == errc::none);
    return *mesh_.chains().number_of(begun.id);
  }
  chain_view until_over(std::uint32_t number) {
    for (int i = 0; i < 10'000; ++i) {
      {
        auto board = mesh_.chains().board().read();
        const auto* view = board.find(number);
        if (view != nullptr && view->phase != chain_phase::running
            && view->phase != chain_phase::waiting)
          return *view;
      }
      mesh_.wait(milliseconds(20));
    }
    FAIL("the chain does not end");
    return {};
  }
  local_mesh& operator*() { return mesh_; }
  local_mesh* operator->() { return &mesh_; }

  std::shared_ptr<walked_world> world = std::make_shared<walked_world>();

private:
  static config config_of(std::uint64_t seed, int agents,
                          const std::function<void(config&)>& change) {
    config cfg;
    cfg.topology = topology_config::of(2, 1, agents);
    cfg.simulation.seed = seed;
    if (change)
      change(cfg);
    return cfg;
  }
  static mesh_options options_of(const std::shared_ptr<walked_world>& world) {
    mesh_options how;
    how.virtual_time = true;
    how.work.push_back({scope(), {}, [world](const agent_identity&) {
                          return std::make_unique<walked_work>(world);
                        }});
    return how;
  }
  local_mesh mesh_;
};

constexpr auto draft_then_long_layout =
    R"({"name": "draft", "payload": "draft", "next": ["layout"],
        "verify": [{"name": "facts", "payload": "check ${output}"}]},
       {"name": "layout", "payload": "lay out ${draft}"})";

} // namespace

TEST_CASE("V2 the agent that did a task goes on with the next one", "[chains]") {
  walked_mesh mesh(testing::first_seed());
  auto view = mesh.until_over(mesh.run("", draft_then_long_layout));
  CHECK(view.phase == chain_phase::complete);
  CHECK(view.counts.ahead == 1);
  auto& did = mesh.world->did;
  REQUIRE(did["draft"].size() == 1);
  CHECK(did["lay out <draft>"] == did["draft"]);
  CHECK(did["check <draft>"] != did["draft"]); // never one who worked on it
}

TEST_CASE("V3 V5 by each regimen an agent gives up what was built on something wrong",
          "[chains]") {
  for (const std::string regimen : {"adaptive", "eager", "notified"}) {
    CAPTURE(regimen);
    walked_mesh mesh(testing::first_seed());
    mesh.world->refusals["check <draft>"] = 1;
    mesh.world->takes["check <draft>"] = milliseconds(400);
    mesh.world->takes["lay out <draft>"] = std::chrono::seconds(30);
    auto number = mesh.run(R"("regimen": ")" + regimen + R"(", )", draft_then_long_layout);
    auto began = mesh->now();
    while (mesh.world->cancelled.empty() && mesh->now() < began + std::chrono::seconds(20))
      mesh->wait(milliseconds(20));
    // Long before its end: the regimen finds out, however often it looks.
    CHECK(mesh.world->cancelled == std::set<std::string>{"lay out <draft>"});
    CHECK(mesh->now() < began + std::chrono::seconds(3));
    mesh.world->takes.clear();
    auto view = mesh.until_over(number);
    CHECK(view.phase == chain_phase::complete);
    CHECK(view.counts.refuted == 1);
    CHECK(view.counts.flushed == 1);
    const auto& walks = mesh->chains().counters();
    CHECK(walks.flushed == 1);
    CHECK(walks.looks > 0);
    CHECK(view.wasted_ms > 300);
  }
}

TEST_CASE("V5 adaptive agents look a third as often as eager ones, or less", "[chains]") {
  std::map<std::string, std::uint64_t> looks;
  std::map<std::string, double> took_ms;
  for (const std::string regimen : {"adaptive", "eager"}) {
    walked_mesh mesh(testing::first_seed());
    mesh.world->takes["check <draft>"] = milliseconds(400);
    mesh.world->takes["lay out <draft>"] = milliseconds(300);
    for (int i = 0; i < 20; ++i) {
      mesh.world->refusals["check <draft>"] = i % 5 == 4 ? 1 : 0;
      auto view = mesh.until_over(
          mesh.run(R"("regimen": ")" + regimen + R"(", )", draft_then_long_layout));
      CHECK(view.phase == chain_phase::complete);
      took_ms[regimen] += to_ms(view.ended - view.begun);
    }
    looks[regimen] = mesh->chains().counters().looks;
  }
  CHECK(looks["adaptive"] * 3 <= looks["eager"]);
  CHECK(took_ms["adaptive"] <= took_ms["eager"] * 1.05);
}

TEST_CASE("V7 idle agents take over what waits for busy ones", "[chains]") {
  auto idle_share = [](int tries, std::uint64_t& steals) {
    walked_mesh mesh(testing::first_seed(), 3,
                     [&](config& cfg) { cfg.chains.steal_tries = tries; });
    // Twelve tasks for six agents; one of them is long: what waits behind it is stolen.
    std::string tasks;
    for (int i = 0; i < 12; ++i) {
      auto payload = "t" + std::to_string(i);
      mesh.world->takes[payload] = milliseconds(i < 3 ? 3'000 : 100);
      tasks += std::string(i == 0 ? "" : ",") + R"({"name": ")" + payload + R"(", "payload": ")"
               + payload + "\"}";
    }
    auto view = mesh.until_over(mesh.run("", tasks));
    CHECK(view.phase == chain_phase::complete);
    for (int i = 0; i < 12; ++i)
      CHECK(mesh.world->did["t" + std::to_string(i)].size() == 1);
    steals = mesh->chains().counters().steals;
    CHECK(mesh->chains().counters().queued == 0);
    return to_ms(view.ended - view.begun);
  };
  std::uint64_t with = 0;
  std::uint64_t without = 0;
  auto took_with = idle_share(8, with);
  auto took_without = idle_share(0, without);
  CHECK(with > 0);
  CHECK(without == 0);
  CHECK(took_with < took_without);
}

TEST_CASE("V6 what agents have in hand when their scheduler crashes is done again by its "
          "successor's word alone",
          "[chains]") {
  for (auto seed : testing::seeds_to_run(5)) {
    CAPTURE(seed);
    walked_mesh mesh(seed);
    mesh.world->takes["lay out <draft>"] = std::chrono::seconds(20);
    mesh.world->takes["check <draft>"] = std::chrono::seconds(5);
    auto number = mesh.run("", draft_then_long_layout);
    mesh->wait(std::chrono::seconds(1));
    REQUIRE(mesh.world->did["lay out <draft>"].size() == 1);
    mesh->inject_meanwhile(sector_id{0}, fault{fault_kind::crash});
    auto view = mesh.until_over(number);
    CHECK(view.phase == chain_phase::complete);
    CHECK(mesh.world->did["draft"].size() == 2); // it was not verified yet
    CHECK(mesh.world->cancelled.contains("lay out <draft>"));
  }
}

TEST_CASE("F2 V6 a scheduler that hangs is replaced", "[chains]") {
  walked_mesh mesh(testing::first_seed());
  auto number = mesh.run("", draft_then_long_layout);
  mesh->inject_meanwhile(sector_id{0}, fault{fault_kind::hang});
  CHECK(mesh.until_over(number).phase == chain_phase::complete);
}

TEST_CASE("V5 a chain with an unknown regimen is refused", "[chains]") {
  walked_mesh mesh(testing::first_seed());
  auto plan = load_chain(R"({"name": "c", "regimen": "lazy", "tasks": [{"name": "a"}]})");
  REQUIRE(plan);
  auto begun = mesh->run_chain(std::make_shared<const chain_plan>(*plan));
  CHECK(begun.failure.code == errc::config_invalid);
  CHECK(begun.failure.detail.find("adaptive, eager, notified") != std::string::npos);
}
