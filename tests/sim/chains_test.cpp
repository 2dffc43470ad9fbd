#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "actors/chains/chain_checks.hpp"
#include "actors/chains/chain_loader.hpp"
#include "actors/work/work.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

/// What was done in the world: which agent was asked what, and how often.
struct asked_agents {
  std::mutex mutex;
  std::map<std::string, std::vector<agent_id>> by_payload;
  std::map<std::string, int> refusals; // answers of -1 that a payload still gets

  work_result answer(const job& what) {
    std::lock_guard lock(mutex);
    auto payload = std::string(what.payload);
    by_payload[payload].push_back(what.agent);
    if (auto found = refusals.find(payload); found != refusals.end() && found->second-- > 0)
      return work_result::conflict("right", "wrong");
    return work_result::ready("<" + payload + ">");
  }
};

/// Answers after 20 ms.
class unhurried_work : public work {
public:
  explicit unhurried_work(std::shared_ptr<asked_agents> asked) : asked_(std::move(asked)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    return planned_result{asked_->answer(what), milliseconds(20)};
  }

private:
  std::shared_ptr<asked_agents> asked_;
};

config chain_mesh(std::uint64_t seed) {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 6);
  cfg.simulation.seed = seed;
  return cfg;
}

mesh_options asked_by(const std::shared_ptr<asked_agents>& asked) {
  mesh_options how;
  how.virtual_time = true;
  how.work.push_back({scope(), {"write"}, [asked](const agent_identity&) {
                        return std::make_unique<unhurried_work>(asked);
                      }});
  return how;
}

std::shared_ptr<const chain_plan> chain(const std::string& tasks) {
  auto plan = load_chain(R"({"name": "c", "speculate": "bounded", "tasks": [)" + tasks + "]}");
  if (!plan)
    FAIL(to_string(plan.error()));
  return std::make_shared<const chain_plan>(*plan);
}

constexpr auto draft_and_layout =
    R"({"name": "draft", "payload": "draft", "needs": ["write"], "next": ["layout"],
        "verify": [{"name": "facts", "payload": "check ${output}", "agents": 3, "sign_off": 2}]},
       {"name": "layout", "payload": "lay out ${draft}",
        "verify": [{"name": "proof", "payload": "proof ${output}"}],
        "effects": [{"name": "e", "put_file": "out/text", "text": "${output}"}]})";

/// Until the chain has come to an end, or a minute has passed. A copy of what the board shows.
chain_view run_out(local_mesh& mesh, std::uint32_t number) {
  for (int i = 0; i < 3'000; ++i) {
    {
      auto board = mesh.chains().board().read();
      const auto* view = board.find(number);
      if (view != nullptr
          && (view->phase == chain_phase::complete || view->phase == chain_phase::stuck
              || view->phase == chain_phase::cancelled))
        return *view;
    }
    mesh.wait(milliseconds(20));
  }
  FAIL("the chain does not end");
  return {};
}

} // namespace

TEST_CASE("V1 V2 agents of a mesh do a chain and verify each other", "[chains]") {
  auto asked = std::make_shared<asked_agents>();
  auto how = asked_by(asked);
  auto folder = std::filesystem::temp_directory_path()
                / ("mesh_chains_" + std::to_string(testing::first_seed()));
  std::filesystem::remove_all(folder);
  how.effects = folder;
  local_mesh mesh(chain_mesh(testing::first_seed()), how);
  problem_list problems;
  auto plan = chain(draft_and_layout);
  check_crew(*plan, mesh.who(), problems);
  CHECK(problems.empty());
  auto began = mesh.run_chain(plan);
  REQUIRE(began.failure.code == errc::none);
  CHECK(began.id == "c-1");
  auto view = run_out(mesh, 0);
  CHECK(view.phase == chain_phase::complete);
  CHECK(view.counts.verified == 2);
  CHECK(view.counts.ahead == 1); // it did not wait for the facts
  CHECK(view.waiting_ms > 0);
  auto& seen = asked->by_payload;
  REQUIRE(seen["draft"].size() == 1);
  CHECK(seen["check <draft>"].size() >= 2);
  for (auto checker : seen["check <draft>"])
    CHECK(checker != seen["draft"][0]);
  std::ifstream file(folder / "out/text");
  std::string text;
  std::getline(file, text);
  CHECK(text == "<lay out <draft>>");
  std::filesystem::remove_all(folder);
}

TEST_CASE("V3 what was built on a refuted draft is flushed and done again", "[chains]") {
  auto asked = std::make_shared<asked_agents>();
  asked->refusals["check <draft>"] = 2;
  local_mesh mesh(chain_mesh(testing::first_seed()), asked_by(asked));
  REQUIRE(mesh.run_chain(chain(draft_and_layout)).failure.code == errc::none);
  auto view = run_out(mesh, 0);
  CHECK(view.counts.verified == 2);
  CHECK(view.counts.refuted == 1);
  REQUIRE_FALSE(view.flushes.empty());
  CHECK(view.flushes[0].task == 0);
  CHECK(asked->by_payload["draft"].size() == 2);
  CHECK(asked->by_payload["draft"][0] != asked->by_payload["draft"][1]);
  CHECK(view.phase == chain_phase::stuck); // there is no folder for its effect
  CHECK(view.effect_failure.find("--effects") != std::string::npos);
}

TEST_CASE("V6 V8 a scheduler that crashes costs nothing that was verified", "[chains]") {
  for (auto seed : testing::seeds_to_run(5)) {
    CAPTURE(seed);
    auto asked = std::make_shared<asked_agents>();
    local_mesh mesh(chain_mesh(seed), asked_by(asked));
    REQUIRE(mesh.run_chain(chain(
                               R"({"name": "a", "payload": "a", "next": ["b"]},
                   {"name": "b", "payload": "b ${a}", "next": ["c"]},
                   {"name": "c", "payload": "c ${b}"})"))
                .failure.code
            == errc::none);
    auto verified = [&] {
      auto board = mesh.chains().board().read();
      const auto* view = board.find(0);
      return view == nullptr
                 ? 0
                 : std::ranges::count(view->tasks, task_phase::verified, &task_view::phase);
    };
    while (verified() < 1)
      mesh.wait(milliseconds(5));
    REQUIRE(verified() < 3);
    mesh.inject_meanwhile(sector_id{0}, fault{fault_kind::crash});
    auto view = run_out(mesh, 0);
    CHECK(view.phase == chain_phase::complete);
    CHECK(asked->by_payload["a"].size() == 1); // not done again
    CHECK(verified() == 3);
  }
}

TEST_CASE("V9 a chain that fails stops no other, and goes on when it is retried", "[chains]") {
  auto asked = std::make_shared<asked_agents>();
  asked->refusals["check <a>"] = 2;
  local_mesh mesh(chain_mesh(testing::first_seed()), asked_by(asked));
  const auto failing = chain(
      R"({"name": "a", "payload": "a", "attempts": 2,
          "verify": [{"name": "v", "payload": "check ${output}"}]})");
  REQUIRE(mesh.run_chain(failing).failure.code == errc::none);
  REQUIRE(mesh.run_chain(chain(R"({"name": "b", "payload": "b"})")).failure.code == errc::none);
  CHECK(run_out(mesh, 1).phase == chain_phase::complete);
  auto stuck = run_out(mesh, 0);
  CHECK(stuck.phase == chain_phase::stuck);
  CHECK(stuck.tasks[0].failure.detail.find("refuted it in the step v") != std::string::npos);
  CHECK(mesh.order_chain({"c-1", chain_act::retry}).failure.code == errc::none);
  CHECK(run_out(mesh, 0).phase == chain_phase::complete);
  CHECK(mesh.order_chain({"c-1", chain_act::cancel}).failure.code == errc::invalid_argument);
  CHECK(mesh.order_chain({"c-7", chain_act::cancel}).failure.code == errc::unknown_target);
}

TEST_CASE("V11 a chain is paused, resumed and cancelled", "[chains]") {
  auto asked = std::make_shared<asked_agents>();
  local_mesh mesh(chain_mesh(testing::first_seed()), asked_by(asked));
  const auto two = chain(R"({"name": "a", "payload": "a", "next": ["b"]}, {"name": "b"})");
  REQUIRE(mesh.run_chain(two).failure.code == errc::none);
  CHECK(mesh.order_chain({"c-1", chain_act::pause}).failure.code == errc::none);
  mesh.wait(std::chrono::seconds(5));
  {
    auto board = mesh.chains().board().read();
    CHECK(board.find(0)->tasks[1].phase == task_phase::waiting);
    CHECK(board.find(0)->phase == chain_phase::running);
  }
  CHECK(mesh.order_chain({"c-1", chain_act::resume}).failure.code == errc::none);
  CHECK(run_out(mesh, 0).phase == chain_phase::complete);
  REQUIRE(mesh.run_chain(two).failure.code == errc::none);
  CHECK(mesh.order_chain({"c-2", chain_act::cancel}).failure.code == errc::none);
  CHECK(run_out(mesh, 1).phase == chain_phase::cancelled);
}

TEST_CASE("V8 a later mesh knows as many ended chains as it is told to keep", "[chains]") {
  const test::data_folder data;
  auto asked = std::make_shared<asked_agents>();
  auto how = asked_by(asked);
  how.data = data.path();
  auto cfg = chain_mesh(testing::first_seed());
  const auto plan = chain(R"({"name": "a", "payload": "a"})");
  {
    local_mesh mesh(cfg, how);
    for (std::uint32_t i = 0; i < 3; ++i) {
      REQUIRE(mesh.run_chain(plan).failure.code == errc::none);
      CHECK(run_out(mesh, i).phase == chain_phase::complete);
    }
    CHECK(mesh.run_chain(plan, {"named", "aa"}).id == "named");
    CHECK(mesh.run_chain(plan, {"named", "aa"}).again);
    CHECK(mesh.run_chain(plan, {"named", "bb"}).failure.code == errc::already_exists);
    CHECK(mesh.await_chain("named", std::chrono::minutes(1)).phase == chain_phase::complete);
  }
  cfg.chains.keep_ended = 2;
  cfg.chains.most = 3;
  for (int life = 0; life < 2; ++life) {
    local_mesh mesh(cfg, how);
    CHECK(mesh.chains().size() == 2);
    CHECK(mesh.chains().number_of("c-3") == 0U);
    CHECK(mesh.await_chain("named", std::chrono::minutes(1)).phase == chain_phase::complete);
  }
  CHECK(asked->by_payload["a"].size() == 4); // nothing was done again
  local_mesh mesh(cfg, how);
  CHECK(mesh.run_chain(plan).id == "c-5");
  CHECK(mesh.run_chain(plan).failure.code == errc::too_many_in_flight);
}
