// V1-V10 over the whole mesh, whatever fails: chains of random shape, verified by agents who
// refute at random, while actors of all levels crash and hang, scopes are frozen, and operators
// pause, resume and retry.
#include <map>
#include <mutex>
#include <set>

#include "tests/chains/random_plan.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

using chain_task_name = std::pair<std::string, std::string>;

/// What agents were asked, and what must not have happened.
struct faulty_world {
  explicit faulty_world(std::uint64_t seed) : random(seed) {}

  std::mutex mutex;
  random_source random;
  bool calm = false; // nothing is refuted any more
  std::set<chain_task_name> verified;
  std::map<chain_task_name, std::set<agent_id>> worked;
  std::vector<std::string> wrong;

  /// `kind chain task rest`
  planned_result answer(const job& what) {
    std::lock_guard lock(mutex);
    std::istringstream text{std::string(what.payload)};
    std::string kind;
    chain_task_name task;
    text >> kind >> task.first >> task.second;
    auto takes = milliseconds(5 + random.below(300));
    auto refutes = !calm && random.below(5) == 0;
    if (kind == "work") {
      if (verified.contains(task))
        wrong.push_back(task.first + " " + task.second + " is verified, and done again");
      worked[task].insert(what.agent);
      return {work_result::ready(std::to_string(random.below(1'000))), takes};
    }
    if (worked[task].contains(what.agent))
      wrong.push_back(to_string(what.agent) + " checks its own work on " + task.second);
    if (refutes)
      return {work_result::conflict("right", "wrong"), takes};
    return {work_result::ready(random.below(2) == 0 ? "left" : "right"), takes};
  }
};

class faulty_work : public work {
public:
  explicit faulty_work(std::shared_ptr<faulty_world> world) : world_(std::move(world)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    return world_->answer(what);
  }
  [[nodiscard]] bool cancels() const override { return true; }

private:
  std::shared_ptr<faulty_world> world_;
};

std::shared_ptr<const chain_plan> named_plan(random_source& random, int number) {
  auto plan = test::random_plan(random);
  plan->name = "r" + std::to_string(number);
  constexpr const char* regimens[] = {"adaptive", "eager", "notified"};
  constexpr const char* dials[] = {"bounded", "adaptive", "never"};
  plan->regimen = regimens[random.below(3)];
  plan->speculate = dials[random.below(3)];
  for (auto& task : plan->tasks) {
    auto head = plan->name + " " + task.name + " ";
    task.payload = "work " + head + task.payload;
    task.effects.clear();
    task.attempts = 8;
    task.timeout_ms = 20'000;
    for (auto& step : task.verify) {
      step.payload = "check " + head + "${output}";
      step.timeout_ms = 20'000;
    }
  }
  return plan;
}

/// A mesh with chains on it, and a watch over what their boards show.
class chains_among_faults {
public:
  explicit chains_among_faults(std::uint64_t seed)
      : random_(seed),
        world_(std::make_shared<faulty_world>(seed + 1)),
        mesh_(testing::in_virtual_time(testing::sized(2, 2, 25, 0.1, seed),
                                       {{scope(), {}, [world = world_](const agent_identity&) {
                                           return std::make_unique<faulty_work>(world);
                                         }}})) {}

  void run() {
    constexpr int chains = 6;
    for (int i = 0; i < chains; ++i) {
      auto begun = mesh_->run_chain(named_plan(random_, i));
      REQUIRE(begun.failure.code == errc::none);
      ids_.push_back(begun.id);
    }
    for (int step = 0; step < 40; ++step) {
      disturb();
      mesh_->wait(milliseconds(random_.below(600)));
      look();
    }
    make_well();
    for (int i = 0; i < 2'000 && !all_over(); ++i) {
      mesh_->wait(milliseconds(500));
      look();
      if (i % 40 == 39)
        for (const auto& id : ids_) // what was given up among faults
          mesh_->order_chain({id, chain_act::retry});
    }
    mesh_->wait(std::chrono::seconds(30));
    check();
  }

private:
  void disturb() {
    auto somebody = [&] {
      return testing::random_scope(random_, {2, 2, 25}, 4);
    };
    switch (random_.below(8)) {
    case 0:
    case 1:
      return mesh_->inject_meanwhile(fault_order{fault_kind::crash, {somebody()}});
    case 2:
      return mesh_->inject_meanwhile(fault_order{fault_kind::hang, {somebody()}});
    case 3:
      return mesh_->inject_meanwhile(
          sector_id{static_cast<std::uint8_t>(random_.below(2))},
          fault{random_.below(4) == 0 ? fault_kind::hang : fault_kind::crash});
    case 4:
      if (auto where = somebody(); where.kind() != scope::level::all)
        mesh_->freeze(where);
      return;
    case 5:
      for (const auto& where : mesh_->frozen())
        mesh_->thaw(where);
      return;
    case 6:
      mesh_->order_chain({ids_[random_.below(ids_.size())],
                          random_.below(2) == 0 ? chain_act::pause : chain_act::resume});
      return;
    default:
      mesh_->order_chain({ids_[random_.below(ids_.size())], chain_act::retry});
    }
  }

  void make_well() {
    world_->calm = true;
    for (int i = 0; i < 5; ++i) {
      mesh_->heal({});
      mesh_->wait(std::chrono::seconds(60));
      for (const auto& where : mesh_->frozen()) // what hung could not be told before
        mesh_->thaw(where);
    }
    for (const auto& id : ids_) {
      mesh_->order_chain({id, chain_act::resume});
      mesh_->order_chain({id, chain_act::retry});
    }
  }

  [[nodiscard]] bool all_over() const {
    auto board = mesh_->chains().board().read();
    for (std::uint32_t i = 0; i < ids_.size(); ++i)
      if (const auto* view = board.find(i);
          view == nullptr || view->phase != chain_phase::complete)
        return false;
    return true;
  }

  /// Boards only ever move forward, and nothing verified becomes anything else.
  void look() {
    auto board = mesh_->chains().board().read();
    for (std::uint32_t i = 0; i < ids_.size(); ++i) {
      const auto* view = board.find(i);
      if (view == nullptr)
        continue;
      if (view->version < versions_[i])
        world_->wrong.push_back("the board of " + view->id + " moved back");
      versions_[i] = view->version;
      for (std::size_t t = 0; t < view->tasks.size(); ++t) {
        chain_task_name task{view->plan->name, view->plan->tasks[t].name};
        if (view->tasks[t].phase == task_phase::verified)
          world_->verified.insert(task);
        else if (world_->verified.contains(task))
          world_->wrong.push_back(task.second + " of " + view->id + " was verified, and is "
                                  + std::string(to_string(view->tasks[t].phase)));
      }
    }
  }

  void check() {
    look();
    CHECK(world_->wrong == std::vector<std::string>());
    auto board = mesh_->chains().board().read();
    for (std::uint32_t i = 0; i < ids_.size(); ++i) {
      const auto* view = board.find(i);
      REQUIRE(view != nullptr);
      CAPTURE(view->id, view->paused, shown(*view), active(), worked_on(*view));
      CHECK(view->phase == chain_phase::complete);
      for (const auto& task : view->tasks)
        CHECK((task.phase == task_phase::verified || task.phase == task_phase::skipped));
    }
    for (std::uint8_t s = 0; s < 2; ++s)
      for (const auto& chain : mesh_->chains().of({s}))
        check_sign_offs(chain);
    CHECK(mesh_->chains().counters().queued == 0);
    for (auto agent : mesh_->who().in({}))
      CHECK(mesh_->chains().load().of(agent) == 0); // nothing is lost count of
  }

  [[nodiscard]] std::string worked_on(const chain_view& view) const {
    std::string all;
    for (std::uint8_t s = 0; s < 2; ++s)
      for (const auto& chain : mesh_->chains().of({s}))
        if (chain.id == view.id)
          for (std::uint32_t t = 0; t < view.tasks.size(); ++t) {
            std::set<agent_id> who;
            for (auto [task, agent] : chain.worked)
              if (task == t)
                who.insert(agent);
            all += std::to_string(who.size()) + " ";
          }
    return all;
  }
  [[nodiscard]] int active() const {
    auto found = 0;
    mesh_->agents().read().each_page({}, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        found += row.state == agent_state::active && !row.frozen ? 1 : 0;
    });
    return found;
  }
  static std::string shown(const chain_view& view) {
    std::string all;
    for (std::size_t i = 0; i < view.tasks.size(); ++i)
      all += view.plan->tasks[i].name + " " + std::string(to_string(view.tasks[i].phase)) + ", "
             + std::to_string(view.tasks[i].checks) + " checks, "
             + to_string(view.tasks[i].failure) + "\n";
    return all;
  }

  static void check_sign_offs(const kept_chain& chain) {
    std::set<std::uint32_t> seen;
    for (const auto& one : chain.verified) {
      const auto& task = chain.plan->tasks[one.task];
      CAPTURE(chain.id, task.name);
      CHECK(seen.insert(one.task).second);
      CHECK(one.signers.empty() == task.verify.empty());
      for (auto signer : one.signers)
        CHECK(std::ranges::find(one.workers, signer) == one.workers.end());
    }
  }

  random_source random_;
  std::shared_ptr<faulty_world> world_;
  std::unique_ptr<local_mesh> mesh_;
  std::vector<std::string> ids_;
  std::map<std::uint32_t, std::uint64_t> versions_;
};

} // namespace

TEST_CASE("V1-V10 chains end, and what must hold of them holds, whatever fails", "[chains]") {
  for (auto seed : testing::seeds_to_run(8)) {
    CAPTURE(seed);
    chains_among_faults(seed).run();
  }
}
