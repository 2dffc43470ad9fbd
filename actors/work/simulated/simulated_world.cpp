#include "actors/work/simulated/simulated_world.hpp"

#include <algorithm>
#include <cmath>

#include "actors/work/kinds.hpp"
#include "actors/work/simulated/simulated_conflict.hpp"

namespace mesh {

double draw_delay_ms(double median_ms, double jitter, double heavy_tail,
                     random_source& random) {
  constexpr double shortest = 0.05; // of the median: no delay is negative
  constexpr double longest_tail = 10;
  constexpr double tail_index = 1.5;
  auto factor = jitter > 0 ? std::max(shortest, 1 + jitter * random.normal()) : 1.0;
  if (heavy_tail > 0 && random.uniform() < heavy_tail)
    factor *= std::min(longest_tail, std::pow(1 - random.uniform(), -1 / tail_index));
  return median_ms * factor;
}

simulated_world::simulated_world(const config& cfg, const layout& who)
    : cfg_(cfg),
      clusters_(static_cast<std::size_t>(cfg.topology.sectors) * max_children),
      delay_factor_(cfg.simulation.delay_factor),
      weight_factor_(cfg.impedance.weight_factor),
      queue_factor_(cfg.impedance.queue_factor) {
  random_source random(cfg.simulation.seed);
  for (int i = 0; i < who.agents(); ++i) {
    auto id = who.id_of(i);
    draw(place_for(id), who.identity(id).cls, random);
  }
}

void simulated_world::draw(entry& mine, agent_class cls, random_source& random) {
  const auto& prior = cfg_.of(cls);
  auto latency = random.uniform(prior.latency_min_ms, prior.latency_max_ms);
  if (cls == agent_class::f_human) // seconds to hours: any order of magnitude
    latency = std::exp(random.uniform(std::log(std::max(1.0, prior.latency_min_ms)),
                                      std::log(std::max(1.0, prior.latency_max_ms))));
  mine.latency_ms = static_cast<float>(latency);
  mine.processing_ms = static_cast<float>(prior.processing_ms);
  mine.jitter = static_cast<float>(cfg_.simulation.jitter);
  mine.heavy_tail = static_cast<float>(cfg_.simulation.heavy_tail);
  mine.conflict = static_cast<float>(cfg_.simulation.conflict_rate);
  mine.cls = cls;
}

void simulated_world::enter(agent_id agent, agent_class cls) {
  constexpr std::uint64_t seed_factor = 1'000'033;
  std::lock_guard lock(entering_);
  auto& mine = place_for(agent);
  if (mine.cls == cls)
    return;
  random_source random(cfg_.simulation.seed * seed_factor + agent.packed());
  draw(mine, cls, random);
}

simulated_world::entry& simulated_world::place_for(agent_id agent) {
  auto& here = clusters_.at(agent.sector * std::size_t{max_children} + agent.cluster);
  if (here == nullptr) {
    owned_.push_back(
        std::make_unique<cluster>(static_cast<std::size_t>(cfg_.topology.agents_per_cluster)));
    here = owned_.back().get();
  }
  return (*here).at(agent.agent);
}

simulated_world::entry* simulated_world::find(agent_id agent) const {
  auto* here = clusters_.at(agent.sector * std::size_t{max_children} + agent.cluster).load();
  return here != nullptr && agent.agent < here->size() ? &(*here)[agent.agent] : nullptr;
}

simulated_behaviour simulated_world::of(agent_id agent) const {
  const auto* found = find(agent);
  if (found == nullptr)
    return {};
  const auto& mine = *found;
  constexpr auto order = std::memory_order_relaxed; // five independent numbers
  return {mine.latency_ms.load(order), mine.processing_ms.load(order), mine.jitter.load(order),
          mine.heavy_tail.load(order), mine.conflict.load(order)};
}

void simulated_world::change(agent_id agent, const behaviour_change& what) {
  auto* found = find(agent);
  if (found == nullptr)
    return;
  auto& mine = *found;
  auto set = [](std::atomic<float>& to, const std::optional<double>& value,
                const std::optional<double>& factor = std::nullopt) {
    if (value)
      to = static_cast<float>(*value);
    if (factor)
      to = static_cast<float>(to * *factor);
  };
  set(mine.latency_ms, what.latency_ms, what.latency_factor);
  set(mine.processing_ms, what.processing_ms, what.processing_factor);
  set(mine.jitter, what.jitter);
  set(mine.heavy_tail, what.heavy_tail);
  set(mine.conflict, what.conflict);
}

namespace {

class simulated_work : public work {
public:
  simulated_work(std::shared_ptr<const simulated_world> world, agent_id agent, agent_class cls,
                 std::uint64_t seed)
      : world_(std::move(world)),
        agent_(agent),
        human_(cls == agent_class::f_human),
        random_(seed) {}

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    auto me = world_->of(agent_);
    planned_result planned;
    auto ms = me.processing_ms * (1 + world_->weight_factor() * what.payload_weight)
              * (1 + world_->queue_factor() * what.queue_depth);
    planned.takes = scaled(draw_delay_ms(ms, me.jitter, me.heavy_tail, random_));
    if (me.conflict > 0 && random_.uniform() < me.conflict)
      planned.result = work_result::conflict(draw_conflict(random_));
    else
      planned.result = work_result::ready("done");
    return planned;
  }

  link_delays link(bool inbox) override {
    auto me = world_->of(agent_);
    constexpr double inbox_ms = 40; // a person's inbox is a service like others
    auto one_way = (inbox && human_ ? inbox_ms : me.latency_ms) / 2;
    return {scaled(draw_delay_ms(one_way, me.jitter, me.heavy_tail, random_)),
            scaled(draw_delay_ms(one_way, me.jitter, me.heavy_tail, random_))};
  }

  [[nodiscard]] bool knows_ahead() const override { return true; }
  [[nodiscard]] bool heartbeats_measure_link() const override { return !human_; }

private:
  [[nodiscard]] duration scaled(double ms) const {
    return from_ms(ms * world_->delay_factor());
  }

  std::shared_ptr<const simulated_world> world_;
  agent_id agent_;
  bool human_;
  random_source random_;
};

} // namespace

std::unique_ptr<work> make_simulated_work(std::shared_ptr<const simulated_world> world,
                                          agent_id agent, agent_class cls, std::uint64_t seed) {
  return std::make_unique<simulated_work>(std::move(world), agent, cls, seed);
}

/// Every agent that has no other work.
work_kind work_kinds::simulated() {
  return {"simulated", [](const work_site& site) -> tl::expected<work_maker, error> {
            constexpr std::uint64_t seed_factor = 1'000'003; // any odd one: neighbours differ
            return [world = site.world, seed = site.cfg.simulation.seed * seed_factor](
                       const agent_identity& a) -> std::shared_ptr<work> {
              return make_simulated_work(world, a.id, a.cls, seed + a.id.packed());
            };
          }};
}

} // namespace mesh
