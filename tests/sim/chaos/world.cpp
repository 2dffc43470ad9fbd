#include "tests/sim/chaos/world.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "actors/work/random.hpp"

namespace mesh::testing {

/// One agent's work.
class chaos_work : public work {
public:
  chaos_work(chaos_world& world, agent_id agent, std::uint64_t instance)
      : world_(world),
        agent_(agent),
        instance_(instance),
        ahead_(agent.agent % 2 == 0),
        links_(world.seed_ + instance) {}

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    random_source random(world_.seed_ ^ (what.id.value * 31 + agent_.packed()));
    auto& all = world_.record_.work;
    auto number = all.size();
    work_run run;
    run.agent = agent_;
    run.instance = instance_;
    run.message = what.id;
    std::from_chars(what.payload.data(), what.payload.data() + what.payload.size(),
                    run.command);
    run.begun = world_.now();
    run.expired = what.time_left < duration::zero();
    run.how = choose(random);
    all.push_back(run);
    world_.seen_.push_back(what.owner);
    if (run.how == work_run::plan::crash)
      throw std::runtime_error("a bug");
    if (run.how == work_run::plan::never_ends && !ahead_)
      return std::nullopt;
    planned_result result;
    result.takes = from_ms(random.uniform(0, 200) * world_.slowness);
    auto text = std::to_string(number);
    result.result = run.how == work_run::plan::conflict
                        ? work_result::conflict("something else", text)
                        : work_result::ready(text);
    if (run.command != 0 && !world_.calm && random.below(20) == 0)
      result.result.posts.push_back(
          {world_.everybody[random.below(world_.everybody.size())], "a post"});
    return result;
  }
  void cancel(message_id what) override {
    auto& all = world_.record_.work;
    auto mine = std::find_if(all.rbegin(), all.rend(), [&](const work_run& run) {
      return run.instance == instance_ && run.message == what;
    });
    if (mine != all.rend())
      mine->put_down = true;
  }
  link_delays link(bool) override {
    return {from_ms(links_.uniform(0, 20) * world_.slowness),
            from_ms(links_.uniform(0, 20) * world_.slowness)};
  }
  [[nodiscard]] bool knows_ahead() const override { return ahead_; }

private:
  [[nodiscard]] work_run::plan choose(random_source& random) const {
    constexpr std::uint64_t conflicts = 40, crashes = 44, never = 47, of = 1'000;
    auto chance = random.below(of);
    if (world_.calm || chance >= never)
      return work_run::plan::ready;
    if (chance < conflicts)
      return work_run::plan::conflict;
    if (chance < crashes)
      return work_run::plan::crash;
    return ahead_ ? work_run::plan::ready : work_run::plan::never_ends;
  }

  chaos_world& world_;
  agent_id agent_;
  std::uint64_t instance_;
  bool ahead_;
  random_source links_;
};

work_factory chaos_world::factory() {
  return [this](const agent_identity& who) {
    auto instance = ++instances_;
    auto known = std::find_if(newest_.begin(), newest_.end(),
                              [&](const auto& n) { return n.first == who.id; });
    if (known == newest_.end())
      newest_.emplace_back(who.id, instance);
    else
      known->second = instance;
    return std::make_shared<chaos_work>(*this, who.id, instance);
  };
}

std::size_t chaos_world::messages_held() {
  std::erase_if(seen_, [](const auto& m) { return m.expired(); });
  return seen_.size();
}

std::vector<std::pair<agent_id, std::uint64_t>> chaos_world::newest_instances() const {
  return newest_;
}

} // namespace mesh::testing
