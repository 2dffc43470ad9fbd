#pragma once
#include <atomic>
#include <mutex>
#include <thread>

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include "actors/chains/ended_chains.hpp"
#include "actors/supervision/chain_supervisor.hpp"
#include "actors/work/linked/linked_agents.hpp"
#include "runtime/mesh/actor_ids.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "runtime/mesh/asker.hpp"
#include "runtime/mesh/clerk.hpp"
#include "runtime/mesh/effect_runs.hpp"
#include "runtime/mesh/freezer.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "runtime/mesh/people_notices.hpp"
#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/mesh/roster_keeper.hpp"
#include "runtime/mesh/start_up.hpp"
#include "runtime/mesh/system_config.hpp"
#include "runtime/mesh/timer_thread.hpp"
#include "runtime/mesh/work_of.hpp"
#include "runtime/proposals/operators_desk.hpp"
#include "runtime/records/chain_log.hpp"
#include "runtime/records/kept_lines.hpp"

namespace mesh {

/// The parts of a mesh in a process, in the order in which it is made. Seen
/// by local_mesh alone.
struct local_mesh::parts {
  parts(config c, mesh_options o)
      : options(std::move(o)),
        cfg(with_overrides(std::move(c), options.work)),
        book(open_journal(cfg, options.data)),
        who(cfg),
        members(options.data, who, cfg.topology),
        freezing(options.data, cfg.topology),
        agents(cfg.topology.sectors),
        world(std::make_shared<simulated_world>(cfg, who.start())),
        system_cfg(make_system_config(cfg, options)),
        own_system(options.actors ? nullptr : std::make_unique<caf::actor_system>(*system_cfg)),
        system(options.actors ? *options.actors : *own_system),
        timers(options.virtual_time ? std::unique_ptr<timer_service>(
                   std::make_unique<actor_clock_timers>(system))
                                    : std::make_unique<timer_thread>()),
        events(static_cast<std::size_t>(cfg.failures.events), {},
               from_ms(cfg.failures.fold_ms)),
        watch(cfg.failures, system.clock().now()),
        people(std::make_shared<inbox>(
            inbox::clocks{[this] { return around.wall_ms(system.clock().now()); },
                          [this](time_point at) {
                            return around.wall_ms(at);
                          }},
            static_cast<std::size_t>(cfg.limits.agent_queue))),
        around{cfg,
               who,
               agents,
               *timers,
               counters,
               events,
               make_context(options.context),
               some_process_id(options.virtual_time),
               wall_offset_ms(system.clock().now(),
                              std::max(book->newest_ms(), freezing.newest_ms()),
                              options.virtual_time),
               book.get(),
               &watch,
               people.get(),
               &tasks},
        rules(rules_of(cfg, who)),
        inbox_file(open_people()),
        plans(ways_of_plans()),
        plans_file(open_plans()),
        proposals_file(mesh::open_proposals(options.data, desk.proposals, writes())),
        operators_file(open_operators()),
        audit_file(mesh::open_audit(options.data, desk.sign_in.audit, writes())),
        chain_file(open_chains()),
        chains(static_cast<std::uint32_t>(cfg.topology.sectors), chain_file.get(),
               static_cast<std::size_t>(cfg.chains.most)),
        effects({options.effects, cfg.runtime.command_processes, options.virtual_time}),
        linked(
            std::make_shared<linked_agents>([&clock = system.clock()] { return clock.now(); })),
        kinds(elsewhere() ? open_kinds()
                          : open_work({cfg, world, options.virtual_time, linked, people,
                                       options.calls})),
        others(elsewhere() ? options.elsewhere(
                   {system, around, [this] { return actors.root(); }, *people})
                           : nullptr),
        actors(system, around,
               {[this](const agent_identity& a) { return make_work(a); }, rules,
                options.strategy, [this](const orchestrator_actor& root) { tell_rules(root); },
                others ? others->starter() : sector_starter{}}) {
    if (auto able = open_model(); !able) {
      stop();
      throw mesh_failure(able.error());
    }
    (void)lock_free_actor_ids_used();
    auto moment = system.clock().now();
    if (auto begun = book->begin(moment, around.wall_ms(moment)); !begun) {
      stop();
      throw mesh_failure(begun.error());
    }
    resolver_setup resolves{&around, book.get(), [this] { return actors.root(); },
                            [this] {
                              std::lock_guard lock(rules_mutex);
                              return rules;
                            }};
    tells_time = system.spawn(clerk, std::move(resolves), &members, &freezing, linked.get(),
                              people.get(), &plans, options.virtual_time);
    go_on_with_chains();
    scheduling = system.spawn(chain_supervisor,
                              chain_supervisor_setup{&around, ways_of_chains(), one_for_one()});
    if (others)
      open_doors();
  }
  ~parts() { stop(); }

  void open_doors() {
    pass_on_frozen();
    if (auto opened = others->open(); !opened) {
      stop();
      throw mesh_failure(opened.error());
    }
  }

  void pass_on_frozen() const {
    if (others)
      others->frozen(freezing.standing());
  }

  void stop() {
    if (others)
      others->close();
    if (scheduling)
      caf::anon_send_exit(scheduling, caf::exit_reason::user_shutdown);
    if (tells_time) // not when begin() has failed
      caf::anon_send_exit(tells_time, caf::exit_reason::user_shutdown);
    actors.stop();
    if (options.virtual_time)
      run();
    else
      system.await_all_actors_done(); // they use the timers until the end
    if (own_system)
      system.clock().cancel_all();
    effects.stop();                  // what came of them is kept
    const auto lost = book->close(); // nobody reports any more
    members.tick();                  // nor leaves
    if (lost > 0 && options.lost)
      options.lost(lost);
  }

  [[nodiscard]] std::shared_ptr<work> make_work(const agent_identity& a) const {
    return work_of(a, options.work, *world, kinds);
  }
  /// An orchestrator starts without rules; those of the configuration are with
  /// the leads already.
  void tell_rules(const orchestrator_actor& root) {
    std::lock_guard lock(rules_mutex);
    caf::anon_send(root, wire<routing_rules>(rules));
  }
  /// The way to the thread that writes.
  [[nodiscard]] chain_log::queue writes() {
    return [this](auto job, auto done) {
      if (!options.virtual_time)
        return book->run(std::move(job), std::move(done));
      done(job()); // no other thread may bring anything about
      return chain_log::outcome{};
    };
  }
  [[nodiscard]] std::unique_ptr<storage::kept_lines> open_people() {
    add_people(*people, cfg);
    const auto callable = !options.virtual_time;
    if (auto told = notify_people(*people, cfg, callable ? options.calls : web_caller_maker());
        !told)
      throw mesh_failure(told.error());
    return open_inbox(options.data, *people, writes());
  }
  [[nodiscard]] std::unique_ptr<storage::kept_lines> open_plans() {
    return mesh::open_plans(options.data, plans, writes());
  }
  [[nodiscard]] std::unique_ptr<storage::kept_lines> open_operators() {
    constexpr double ms_a_minute = 60'000;
    const auto ms_of = [](double minutes) {
      return static_cast<std::uint64_t>(minutes * ms_a_minute);
    };
    desk.sign_in.sessions.bound(ms_of(cfg.operators.session_minutes),
                                ms_of(cfg.operators.idle_minutes));
    return mesh::open_operators(options.data, desk.sign_in.operators, writes());
  }
  tl::expected<void, error> open_model() {
    if (cfg.talk.model.url.empty())
      return {};
    if (!options.model)
      return tl::unexpected(error{errc::unsupported, "no model can be asked from here",
                                  "take talk.model out of the configuration"});
    return options.model(cfg.talk.model, options.interrupted).map([this](auto made) {
      desk.model = std::move(made);
    });
  }
  [[nodiscard]] gather_plans::ways ways_of_plans() {
    return {[this] { return around.wall_ms(system.clock().now()); },
            [this](const planned_gather& what) {
              return lead_of_plan(what, cfg, *people, around.time_at(what.at_ms));
            },
            [this](scatter_request request, std::function<void(scatter_result)> done) {
              return ask_meanwhile(std::move(request), std::move(done));
            },
            [this](std::uint64_t number) { cancel_plan(number); },
            [this](const planned_gather& what) { return look_back_at(what, *people); },
            [this](const planned_gather& what) {
              return knows_people(what, *people, agents);
            }};
  }
  /// Asks the orchestrator, and waits for nothing.
  bool ask_meanwhile(scatter_request request, std::function<void(scatter_result)> done) {
    const auto root = actors.root();
    if (!root)
      return false;
    const auto client = request.client = ++clients;
    auto name = request.what.source;
    auto told = [this, name, done = std::move(done)](scatter_result result) {
      {
        const std::lock_guard lock(plans_mutex);
        asked_by_plans.erase(name);
      }
      done(std::move(result));
    };
    const std::lock_guard lock(plans_mutex);
    asked_by_plans[name] = {
        client,
        system.spawn(asker<scatter_result, orchestrator_actor, scatter_request>, root,
                     std::function<void(scatter_result)>(std::move(told)), std::move(request))};
    return true;
  }
  void cancel_plan(std::uint64_t number) {
    const std::lock_guard lock(plans_mutex);
    const auto found = asked_by_plans.find(plan_name(number));
    if (const auto root = actors.root(); root && found != asked_by_plans.end())
      caf::anon_send(root, cancel_request{found->second.first});
  }
  [[nodiscard]] std::unique_ptr<chain_log> open_chains() {
    if (options.data.empty())
      return nullptr;
    auto file = chain_log::open(options.data, writes());
    if (!file)
      throw mesh_failure(file.error());
    return *std::move(file);
  }
  void go_on_with_chains() {
    if (!chain_file)
      return;
    auto records = chain_file->take_records();
    const auto before = records.size();
    records =
        without_ended(std::move(records), static_cast<std::size_t>(cfg.chains.keep_ended));
    auto good =
        records.size() == before ? tl::expected<void, error>() : chain_file->replace(records);
    if (good)
      good = chains.restore(records, system.clock().now());
    if (!good) {
      stop();
      throw mesh_failure(good.error());
    }
  }
  [[nodiscard]] std::shared_ptr<const chain_ways> ways_of_chains() {
    return std::make_shared<const chain_ways>(chain_ways{&chains,
                                                         [this] { return actors.root(); },
                                                         [this] {
                                                           std::lock_guard lock(rules_mutex);
                                                           return rules;
                                                         },
                                                         &effects, !elsewhere()});
  }
  [[nodiscard]] bool elsewhere() const { return static_cast<bool>(options.elsewhere); }
  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  }
  /// All that can happen at this moment, in virtual time.
  void run() {
    auto& jobs = scheduler().jobs;
    while (!jobs.empty()) {
      auto next = options.next_actor ? options.next_actor(jobs.size()) % jobs.size() : 0;
      std::swap(jobs.front(), jobs[next]);
      scheduler().run_once();
    }
  }
  /// The orchestrator, also while it is being replaced; or why there is none.
  tl::expected<orchestrator_actor, error> await_root() {
    auto give_up = std::chrono::steady_clock::now() + longest_start;
    for (;;) {
      if (options.virtual_time)
        run();
      if (auto root = actors.root())
        return root;
      if (auto why = actors.root_failure(); why.code != errc::none)
        return tl::unexpected(
            error{why.code, "there is no orchestrator: " + why.detail, "heal all"});
      if (interrupted())
        return tl::unexpected(
            error{errc::cancelled, "interrupted before there was an orchestrator"});
      if (std::chrono::steady_clock::now() > give_up)
        return tl::unexpected(error{errc::timeout, "there is no orchestrator"});
      if (options.virtual_time)
        scheduler().trigger_timeout();
      else
        std::this_thread::sleep_for(look_again);
    }
  }
  growth_report kept(growth_report report) {
    if (auto saved = members.save(); !saved && report.failure.code == errc::none)
      report.failure = saved.error();
    return report;
  }
  [[nodiscard]] bool interrupted() const {
    return options.interrupted && options.interrupted();
  }

  mesh_options options;
  config cfg;
  std::unique_ptr<journal> book;
  roster who;
  roster_keeper members;
  freezer freezing;
  registry agents;
  mesh_counters counters;
  std::shared_ptr<simulated_world> world;
  std::unique_ptr<caf::actor_system_config> system_cfg;
  std::unique_ptr<caf::actor_system> own_system; // none: it is given another one
  caf::actor_system& system;
  std::unique_ptr<timer_service> timers;
  event_log events;
  process_watch watch;
  std::shared_ptr<inbox> people;
  task_book tasks{4'000}; // of 2 KB each at most
  surroundings around;
  shared_rules rules;
  std::mutex rules_mutex;
  std::mutex plans_mutex;
  /// The client number and who waits for the answer, by the name of the plan.
  std::map<std::string, std::pair<std::uint64_t, caf::actor>> asked_by_plans;
  std::unique_ptr<storage::kept_lines> inbox_file; // none: without a folder, or people
  gather_plans plans;
  std::unique_ptr<storage::kept_lines> plans_file; // none: without a folder
  operators_desk desk;
  std::unique_ptr<storage::kept_lines> proposals_file; // none: without a folder
  std::unique_ptr<storage::kept_lines> operators_file; // none: without a folder
  std::unique_ptr<storage::kept_lines> audit_file;     // none: without a folder
  std::unique_ptr<chain_log> chain_file;               // none: without a folder
  chain_book chains;
  effect_runs effects;
  std::shared_ptr<linked_agents> linked;
  std::atomic<agent_door*> door{nullptr};
  open_kinds kinds; // none where sectors are elsewhere
  std::atomic<std::uint64_t> clients{0};
  time_point started = system.clock().now();
  std::unique_ptr<remote_sectors> others; // none: all sectors are here
  tree actors;
  clerk_actor tells_time;
  chain_supervisor_actor scheduling;
};

} // namespace mesh
