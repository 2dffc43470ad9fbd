#include "tests/sim/chaos/runner.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "actors/work/random.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "runtime/records/journal.hpp"
#include "tests/sim/chaos/absent.hpp"
#include "tests/sim/chaos/timers_at_rest.hpp"
#include "tests/sim/chaos/world.hpp"

namespace mesh::testing {

namespace {

using namespace std::chrono_literals;
using kind = chaos_step::kind;

class runner {
public:
  explicit runner(const chaos_plan& plan)
      : plan_(plan), world_(plan.seed, record_), order_(plan.seed * 7 + 3) {
    mesh_options options;
    options.virtual_time = true;
    options.work = {{{}, {}, world_.factory()}};
    options.next_actor = [this](std::size_t waiting) {
      disturb();
      if (mesh_)
        away_.turn(*mesh_, began_);
      return static_cast<std::size_t>(order_.below(waiting));
    };
    options.interrupted = [this] {
      ask_inside();
      return mesh_ && !nested_ && mesh_->now() >= interrupt_at_;
    };
    world_.now = [this] {
      return mesh_ ? mesh_->now() : time_point{};
    };
    mesh_ = std::make_unique<local_mesh>(plan.cfg, std::move(options));
    world_.everybody = mesh_->who().in({});
    record_.breaker_times = plan.cfg.breakers;
    record_.modes = plan.cfg.degradation;
    mesh_->wait(1min);
    record_.at_start = count();
    agents_at_start_ = mesh_->who().agents();
    clusters_at_start_ = mesh_->who().clusters();
  }

  void run(const chaos_step& step) {
    pending_ = step.meanwhile;
    away_.begin_step(step.away);
    began_ = mesh_->now();
    inside_ = step.inside;
    perform(step);
    inside_.clear();
    for (auto& d : std::exchange(pending_, {})) // it was over before they came
      fail(std::move(d.what));
    interrupt_at_ = time_point::max();
    away_.end_step();
    auto rate = summarise(mesh_->agents()).active_rate();
    record_.modes_seen.emplace_back(rate, mode_of(rate, mesh_->cfg().degradation));
  }

  chaos_record end() {
    world_.calm = true;
    world_.slowness = 1;
    make_quick();
    mesh_->wait(5min);
    record_.down_before_heal = down();
    record_.given_up_before_heal = mesh_->counters().given_up + mesh_->counters().escalations;
    for (int i = 0; i < 3; ++i) { // what was given up, then what that has started
      for (const auto& where : mesh_->frozen())
        thaw(where);
      mesh_->heal({});
      mesh_->wait(2min);
    }
    record_.down_after_heal = down();
    mesh_->wait(10min); // until who was to join or leave has
    note_size();
    for (int round = 0; round < 3; ++round) {
      scatter_request all;
      all.scheduled = false;
      all.window_ms = 20'000;
      all.what.payload = std::to_string(++command_);
      auto result = mesh_->scatter(all);
      record_.last = result.summary;
      record_.last_failure = result.failure;
      mesh_->wait(1min);
      record_.messages_over_rounds.push_back(world_.messages_held());
    }
    scatter_request sample;
    sample.sample = static_cast<int>(record_.agents);
    sample.scheduled = false;
    record_.choosable = mesh_->scatter(sample).summary.targets;
    record_.at_end = count();
    take_notes();
    return std::move(record_);
  }

private:
  void disturb() {
    if (!mesh_ || pending_.empty() || order_.below(8) != 0)
      return;
    auto moment = mesh_->now();
    for (auto& d : std::exchange(pending_, {}))
      if (began_ + d.after > moment) {
        pending_.push_back(std::move(d));
      } else {
        fail(std::move(d.what));
      }
  }
  void fail(fault_order what) {
    if (what.what == fault_kind::corrupt)
      for (const auto& who : what.whom)
        record_.damaged.push_back(who.agent());
    mesh_->inject_meanwhile(std::move(what));
  }

  void make_quick() {
    fault_order quick{fault_kind::slow, {scope()}};
    for (int s = 0; s < plan_.cfg.topology.sectors; ++s)
      quick.whom.emplace_back(sector_id{static_cast<std::uint8_t>(s)});
    for (auto cluster : mesh_->who().all_clusters())
      quick.whom.emplace_back(cluster);
    for (auto agent : mesh_->who().in({}))
      quick.whom.emplace_back(agent);
    mesh_->inject(quick);
  }

  /// What is right at the end: an actor more for each agent more, and a lead, its
  /// supervisor and the lead's timer for each cluster.
  void note_size() {
    const auto& who = mesh_->who();
    record_.agents = static_cast<std::uint32_t>(who.agents());
    auto agents_more = std::ptrdiff_t{who.agents()} - agents_at_start_; // or fewer
    auto clusters_more = static_cast<std::size_t>(who.clusters() - clusters_at_start_);
    auto& right = record_.at_start;
    right.actors += static_cast<std::size_t>(agents_more) + 2 * clusters_more;
    right.timers += clusters_more;
  }

  /// A step in the middle of another one, where that can be.
  void ask_inside() {
    if (nested_ || inside_.empty() || mesh_->now() < began_ + inside_.back().how_long)
      return;
    auto step = std::move(inside_.back());
    inside_.pop_back();
    nested_ = true;
    if (step.what != kind::wait)
      perform(step);
    for (auto& d : step.meanwhile)
      pending_.push_back(std::move(d));
    nested_ = false;
  }

  void perform(const chaos_step& step) {
    random_source chance(step.chance);
    const auto command = ++command_;
    switch (step.what) {
    case kind::gather:
    case kind::ask:
      return gather(step, command, chance);
    case kind::cascade:
      return cascade(step, command, chance);
    case kind::delegate:
      return delegate(step, command, chance);
    case kind::pipeline:
      return pipeline(step, command, chance);
    case kind::wait:
      mesh_->wait(step.how_long);
      return;
    case kind::heal:
      mesh_->heal(step.where);
      return;
    case kind::freeze:
      return freeze(step.where);
    case kind::thaw:
      if (auto frozen = mesh_->frozen(); !frozen.empty())
        thaw(frozen[chance.below(frozen.size())]);
      return;
    case kind::breaker:
      if (step.where.kind() != scope::level::agent)
        mesh_->set_circuit({step.where,
                            chance.below(2) == 0 ? circuit_state::open : circuit_state::closed,
                            "by hand", true});
      return;
    case kind::world:
      world_.slowness = chance.uniform(0.2, 5);
      return;
    case kind::grow:
      if (mesh_->frozen().empty()) // as the console has it
        mesh_->grow({static_cast<int>(1 + chance.below(6)), {}, {}});
      return;
    case kind::drain:
      if (mesh_->frozen().empty())
        for (auto agent : mesh_->drain({step.where}).whom)
          record_.left.push_back(agent);
      return;
    }
  }

  void freeze(const scope& where) {
    auto began = mesh_->now();
    auto result = mesh_->freeze(where);
    if (result.failure.code == errc::invalid_argument)
      return; // somebody is joining or leaving
    auto whole =
        result.failure.code == errc::none && result.counts.ready == result.counts.targets;
    record_.freezes.push_back({where, began, whole ? mesh_->now() : time_point::max()});
    if (whole)
      record_.frozen.push_back({where, mesh_->now()});
  }
  void thaw(const scope& where) {
    for (auto& span : record_.frozen) // of which a part may go on
      if (span.where.covers(where) || where.covers(span.where))
        span.until = std::min(span.until, mesh_->now());
    mesh_->thaw(where);
  }

  static draft said(std::uint64_t command, random_source& chance) {
    draft d;
    d.payload = std::to_string(command);
    d.urgency = static_cast<priority>(chance.below(4));
    return d;
  }
  void maybe_interrupt(random_source& chance) {
    if (chance.below(10) == 0 && !nested_)
      interrupt_at_ = mesh_->now() + from_ms(chance.uniform(1, 2'000));
  }

  void gather(const chaos_step& step, std::uint64_t command, random_source& chance) {
    scatter_request request;
    request.what = said(command, chance);
    request.where = step.where;
    request.scheduled = chance.below(3) != 0;
    request.window_ms = chance.uniform(50, 3'000);
    if (chance.below(2) == 0)
      request.horizon_ms = chance.uniform(0, 2'000);
    if (step.what == kind::ask)
      request.sample = static_cast<int>(1 + chance.below(30));
    request.redundant = step.what == kind::ask && chance.below(2) == 0;
    maybe_interrupt(chance);
    auto result = mesh_->scatter(request);
    auto& c = note(command, to_string(step), result.failure, result.cancelled);
    c.gathers.push_back(result.summary);
    note_effects(c, result.summary);
  }

  void cascade(const chaos_step& step, std::uint64_t command, random_source& chance) {
    cascade_request request;
    request.what = said(command, chance);
    request.kind = static_cast<cascade_kind>(chance.below(3));
    request.horizon_ms = chance.uniform(0, 1'500);
    maybe_interrupt(chance);
    auto result = mesh_->cascade(request);
    auto& c = note(command, to_string(step), result.total.failure, result.total.cancelled);
    c.gathers.push_back(result.total.summary);
    note_effects(c, result.total.summary);
  }

  void delegate(const chaos_step& step, std::uint64_t command, random_source& chance) {
    delegate_request request;
    request.what = said(command, chance);
    if (step.where.kind() == scope::level::agent)
      request.agent = step.where.agent();
    request.timeout_ms = chance.uniform(100, 60'000);
    maybe_interrupt(chance);
    auto result = mesh_->delegate(request);
    auto& c = note(command, to_string(step), result.failure, result.cancelled);
    if (result.agent && result.state == trinary::ready)
      note_effect(c, *result.agent, result.state, result.value);
  }

  void pipeline(const chaos_step& step, std::uint64_t command, random_source& chance) {
    pipeline_request request;
    request.what = said(command, chance);
    for (auto steps = 1 + chance.below(4); steps > 0; --steps)
      request.agents.push_back(world_.everybody[chance.below(world_.everybody.size())]);
    maybe_interrupt(chance);
    auto result = mesh_->pipeline(request);
    note(command, to_string(step), result.failure, result.cancelled);
  }

  command_outcome& note(std::uint64_t command, std::string name, error failure,
                        bool cancelled) {
    command_outcome c;
    c.command = command;
    c.name = std::move(name);
    c.failure = std::move(failure);
    c.cancelled = cancelled;
    record_.commands.push_back(std::move(c));
    return record_.commands.back();
  }

  static void note_effects(command_outcome& c, const gather_summary& s) {
    for (const auto& group : s.answers)
      for (auto agent : group.agents)
        note_effect(c, agent, group.state, group.value);
    for (const auto& group : s.exceptions)
      if (group.kind == exception_kind::conflict)
        c.conflicting.insert(c.conflicting.end(), group.agents.begin(), group.agents.end());
  }
  /// What work answers is the number of its run; a liar puts "not " before it.
  static void note_effect(command_outcome& c, agent_id agent, trinary state,
                          const std::string& value) {
    constexpr std::string_view lie = "not ";
    std::string_view digits = value;
    if (digits.starts_with(lie))
      digits.remove_prefix(lie.size());
    std::uint64_t run = 0;
    auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), run);
    if (bad == std::errc{} && end == digits.data() + digits.size())
      c.effects.push_back({agent, run, state}); // else from a damaged context, or memory
  }

  [[nodiscard]] std::uint32_t down() const {
    std::uint32_t found = 0;
    mesh_->agents().read().each_page({}, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        found += row.state == agent_state::offline ? 1 : 0;
    });
    return found;
  }

  counts_at_rest count() {
    counts_at_rest counts;
    counts.actors = mesh_->system().registry().running();
    timers_at_rest timers;
    timers.look(timer_receivers(mesh_->system()));
    for (int moments = 50; moments > 0; --moments) {
      mesh_->wait(137ms);
      timers.look(timer_receivers(mesh_->system()));
    }
    counts.timers = timers.count();
    counts.messages = world_.messages_held();
    mesh_->agents().read().each_page({}, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        counts.queued += row.queue_depth;
    });
    return counts;
  }

  void take_notes() {
    const auto& counters = mesh_->counters();
    record_.posts_sent = counters.posts_sent;
    record_.posts_answered = counters.posts_answered;
    record_.posts_undeliverable = counters.posts_undeliverable;
    record_.breakers = mesh_->events().breaker_changes();
    record_.instances = world_.newest_instances();
    storage::conflict_filter all;
    all.limit = storage::largest_page;
    if (auto page = mesh_->book().query(all))
      for (const auto& one : page->records)
        record_.conflicts.emplace_back(one.entry.record.agent, one.entry.record.message);
    auto kept = mesh_->book().counts(mesh_->now());
    record_.conflicts_lost = kept.refused + kept.forgotten;
  }

  const chaos_plan& plan_;
  chaos_record record_;
  chaos_world world_;
  random_source order_;
  std::uint64_t command_ = 0;
  time_point began_{};
  time_point interrupt_at_ = time_point::max();
  std::vector<disturbance> pending_;
  absent_process away_;
  std::vector<chaos_step> inside_;
  bool nested_ = false;
  int agents_at_start_ = 0, clusters_at_start_ = 0;
  std::unique_ptr<local_mesh> mesh_;
};

} // namespace

chaos_record live_through(const chaos_plan& plan,
                          const std::function<void(const std::string&)>& told) {
  runner mesh(plan);
  for (const auto& step : plan.steps) {
    if (told)
      told(to_string(step));
    mesh.run(step);
  }
  return mesh.end();
}

} // namespace mesh::testing
