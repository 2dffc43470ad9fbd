#include "tests/bench/chain_world.hpp"

#include "actors/work/random.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

class chain_world_work : public work {
public:
  explicit chain_world_work(std::shared_ptr<chain_world> world) : world_(std::move(world)) {}

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    constexpr std::string_view check = "check ";
    auto payload = what.payload;
    if (!payload.starts_with(check)) {
      auto ms = world_->takes ? world_->takes(payload) : world_->takes_ms;
      world_->worked_ms += ms;
      return planned_result{work_result::ready(std::to_string(world_->outputs++)), from_ms(ms)};
    }
    auto output = std::hash<std::string_view>{}(payload.substr(check.size()));
    auto wrong = random_source(output).uniform() < world_->refuted;
    return planned_result{wrong ? work_result::conflict("right", "wrong")
                                : work_result::ready("good"),
                          from_ms(world_->takes_ms)};
  }
  [[nodiscard]] bool cancels() const override { return true; }

private:
  std::shared_ptr<chain_world> world_;
};

bool is_over(const chain_view* chain) {
  return chain != nullptr && chain->phase != chain_phase::waiting
         && chain->phase != chain_phase::running;
}

} // namespace

mesh_options options_of(const std::shared_ptr<chain_world>& world) {
  mesh_options how;
  how.work.push_back({scope(), {}, [world](const agent_identity&) {
                        return std::make_unique<chain_world_work>(world);
                      }});
  return how;
}

chain_plan chain_of(int tasks, int steps) {
  chain_plan plan;
  plan.name = "line";
  for (int i = 0; i < tasks; ++i) {
    auto& task = plan.tasks.emplace_back();
    task.name = "t" + std::to_string(i);
    task.payload = "work";
    task.attempts = 100;
    for (int s = 0; s < steps; ++s) {
      auto& step = task.verify.emplace_back();
      step.name = "v" + std::to_string(s);
      step.payload = "check ${output}";
    }
    if (i + 1 < tasks)
      task.next = {"t" + std::to_string(i + 1)};
  }
  return plan;
}

chain_outcome run_chains(local_mesh& mesh, const chain_plan& plan, int chains) {
  auto shared = std::make_shared<const chain_plan>(plan);
  auto first = mesh.chains().size();
  stopwatch watch;
  for (int i = 0; i < chains; ++i)
    if (auto begun = mesh.run_chain(shared); begun.failure.code != errc::none)
      throw bench_failure(to_string(begun.failure));
  chain_outcome all;
  for (auto number = first; number < first + static_cast<std::uint32_t>(chains);) {
    auto board = mesh.chains().board().read();
    const auto* chain = board.find(number);
    if (!is_over(chain)) {
      mesh.wait(milliseconds(1));
      continue;
    }
    if (chain->phase != chain_phase::complete)
      throw bench_failure("the chain " + chain->id + " is "
                          + std::string(to_string(chain->phase)));
    all.counts.begun += chain->counts.begun;
    all.counts.verified += chain->counts.verified;
    all.counts.flushed += chain->counts.flushed;
    all.worked_ms += chain->worked_ms;
    all.wasted_ms += chain->wasted_ms;
    ++number;
  }
  all.took_ms = watch.ms();
  return all;
}

} // namespace mesh::bench
