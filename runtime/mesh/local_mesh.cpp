#include "runtime/mesh/local_mesh.hpp"

#include <chrono>

#include "runtime/mesh/asker.hpp"
#include "runtime/mesh/local_mesh_parts.hpp"

namespace mesh {

local_mesh::local_mesh(config cfg, mesh_options options)
    : parts_(std::make_unique<parts>(std::move(cfg), std::move(options))) {
  if (virtual_time())
    parts_->run();
  if (parts_->elsewhere())
    return; // sectors come up when some host has them
  await_clusters(parts_->agents, parts_->who);
  auto give_up = std::chrono::steady_clock::now() + longest_start;
  auto sectors = static_cast<std::uint32_t>(parts_->cfg.topology.sectors);
  while (report().sectors < sectors) {
    if (std::chrono::steady_clock::now() > give_up)
      throw mesh_failure({errc::timeout, "not every sector has come up in time"});
    std::this_thread::sleep_for(look_again);
  }
  parts_->freezing.freeze_again([this](freeze_order order) { return tell(std::move(order)); });
}

local_mesh::~local_mesh() = default;

void local_mesh::change_world(const std::vector<agent_id>& whose,
                              const behaviour_change& what) {
  for (auto agent : whose)
    parts_->world->change(agent, what);
  if (parts_->others)
    parts_->others->change_world(whose, what);
}

void local_mesh::note(const notice& what) {
  parts_->events.add(what);
}

const shared_context& local_mesh::context() const {
  return parts_->around.context;
}

linked_agents& local_mesh::linked() {
  return *parts_->linked;
}

inbox& local_mesh::people() {
  return *parts_->people;
}

/// Waits for what is told once the disk has taken it.
template <class Result>
tl::expected<Result, error>
local_mesh::kept(const std::function<void(told_when_kept<Result>)>& begin) {
  using outcome = tl::expected<Result, error>;
  auto result = std::make_shared<awaited<outcome>>();
  begin([result](const outcome& o) { result->provide(o); });
  if (virtual_time())
    parts_->run();
  std::unique_lock lock(result->mutex);
  const auto patience = from_ms(cfg().storage.patience_ms);
  if (!result->arrived.wait_for(lock, patience, [&] { return result->value.has_value(); }))
    return tl::unexpected(error{errc::timeout, "the disk has not taken it in time",
                                "look again: it counts once it is there"});
  return *result->value;
}

tl::expected<inbox_item, error> local_mesh::answer_item(std::uint64_t number, trinary state,
                                                        const std::string& text,
                                                        const std::string& by) {
  return kept<inbox_item>(
      [&](const auto& then) { parts_->people->answer(number, state, text, by, then); });
}

const task_book& local_mesh::tasks() const {
  return parts_->tasks;
}

operators_desk& local_mesh::desk() {
  return parts_->desk;
}

gather_plans& local_mesh::plans() {
  return parts_->plans;
}

tl::expected<planned_gather, error> local_mesh::plan(planned_gather what) {
  return kept<planned_gather>([&](const auto& then) { parts_->plans.plan(what, then); });
}

tl::expected<planned_gather, error> local_mesh::cancel_plan(std::uint64_t number) {
  return kept<planned_gather>([&](const auto& then) { parts_->plans.cancel(number, then); });
}

void local_mesh::open_door(agent_door* door) {
  parts_->door = door;
}

agent_door* local_mesh::door() const {
  return parts_->door;
}

remote_sectors* local_mesh::others() {
  return parts_->others.get();
}

template <class Result, class Request>
Result local_mesh::ask(Request request) {
  std::uint64_t client = 0;
  if constexpr (requires { request.client; })
    client = request.client = ++parts_->clients;
  auto root = parts_->await_root();
  return root ? ask<Result>(*root, std::move(request), client) : failed<Result>(root.error());
}

template <class Result, class Handle, class Request>
Result local_mesh::ask(const Handle& whom, Request request, std::uint64_t client) {
  constexpr auto look_around = milliseconds(50);
  auto result = std::make_shared<awaited<Result>>();
  const auto asking = parts_->system.spawn(
      asker<Result, Handle, Request>, whom,
      std::function<void(Result)>([result](Result r) { result->provide(std::move(r)); }),
      std::move(request));
  auto cancelled = false;
  auto cancel_if_interrupted = [&] {
    if (!cancelled && client != 0 && parts_->interrupted()) {
      cancelled = true;
      if (auto root = parts_->actors.root())
        caf::anon_send(root, cancel_request{client});
    }
  };
  if (parts_->options.virtual_time) {
    auto& scheduler = parts_->scheduler();
    parts_->run();
    while (!result->ready() && scheduler.trigger_timeout()) {
      cancel_if_interrupted();
      parts_->run();
    }
    parts_->run();
  }
  // A cancelled actor says so at once; an unresponsive one would never.
  constexpr auto patience = std::chrono::seconds(5);
  auto give_up = std::chrono::steady_clock::time_point::max();
  std::unique_lock lock(result->mutex);
  while (
      !result->arrived.wait_for(lock, look_around, [&] { return result->value.has_value(); })) {
    lock.unlock();
    cancel_if_interrupted();
    auto moment = std::chrono::steady_clock::now();
    if (moment > give_up) {
      result->provide(failed<Result>(no_answer<Result>()));
    } else if (give_up == std::chrono::steady_clock::time_point::max()
               && parts_->interrupted()) {
      give_up = moment + patience;
    }
    lock.lock();
  }
  return std::move(*result->value);
}

scatter_result local_mesh::scatter(scatter_request request) {
  return ask<scatter_result>(std::move(request));
}
cascade_result local_mesh::cascade(cascade_request request) {
  return ask<cascade_result>(std::move(request));
}
delegate_result local_mesh::delegate(delegate_request request) {
  return ask<delegate_result>(std::move(request));
}
void local_mesh::delegate_meanwhile(delegate_request request) {
  if (auto root = parts_->actors.root())
    caf::anon_send(root, std::move(request));
  if (virtual_time())
    parts_->run();
}
pipeline_result local_mesh::pipeline(pipeline_request request) {
  return ask<pipeline_result>(std::move(request));
}
orchestrator_report local_mesh::report() {
  return ask<orchestrator_report>(report_request{});
}

heal_report local_mesh::heal(const scope& where) {
  std::vector<std::string> lines;
  if (parts_->others && where.kind() == scope::level::all)
    lines = parts_->others->heal().lines;
  auto report = ask<heal_report>(parts_->actors.supervisor(), heal_order{where}, 0);
  report.lines.insert(report.lines.begin(), lines.begin(), lines.end());
  auto chains = ask<heal_report>(parts_->scheduling, heal_order{where}, 0);
  report.lines.insert(report.lines.end(), chains.lines.begin(), chains.lines.end());
  return report;
}

error local_mesh::set_circuit(circuit what) {
  auto root = parts_->await_root();
  if (!root)
    return root.error();
  auto wrong = ask<circuit_answer>(*root, circuit_request{std::move(what)}, 0).failure;
  if (virtual_time())
    parts_->run(); // down the tree
  return wrong;
}

freeze_report local_mesh::tell(freeze_order order) {
  return ask<freeze_report>(std::move(order));
}

freeze_result local_mesh::freeze(const scope& where) {
  auto began = now();
  auto result = parts_->freezing.freeze(where, parts_->around.wall_ms(began),
                                        [this](freeze_order o) { return tell(std::move(o)); });
  parts_->pass_on_frozen();
  result.took_ms = to_ms(now() - began);
  return result;
}

freeze_result local_mesh::thaw(const scope& where) {
  auto began = now();
  auto result = parts_->freezing.thaw(where, parts_->around.wall_ms(began),
                                      [this](freeze_order o) { return tell(std::move(o)); });
  parts_->pass_on_frozen();
  result.took_ms = to_ms(now() - began);
  return result;
}

std::vector<scope> local_mesh::frozen() const {
  return parts_->freezing.scopes();
}

freezer::unwritten_scopes local_mesh::frozen_unwritten() const {
  return parts_->freezing.unwritten();
}

growth_report local_mesh::grow(grow_order what) {
  return parts_->kept(ask<growth_report>(parts_->actors.supervisor(), std::move(what), 0));
}

growth_report local_mesh::drain(drain_order what) {
  return parts_->kept(ask<growth_report>(parts_->actors.supervisor(), std::move(what), 0));
}

fault_report local_mesh::inject(fault_order what) {
  return ask<fault_report>(parts_->actors.supervisor(), std::move(what), 0);
}

void local_mesh::inject_meanwhile(fault_order what) {
  caf::anon_send(parts_->actors.supervisor(), std::move(what));
}

chain_answer local_mesh::run_chain(std::shared_ptr<const chain_plan> plan, chain_name called) {
  return ask<chain_answer>(parts_->scheduling,
                           run_chain_request{std::move(plan), std::move(called)}, 0);
}

chain_view local_mesh::await_chain(const std::string& id, duration patience) {
  constexpr auto look_again_at_chain = milliseconds(20);
  const auto until = now() + patience;
  const auto number = chains().number_of(id);
  for (;;) {
    {
      auto board = chains().board().read();
      const auto* chain = number ? board.find(*number) : nullptr;
      auto over = chain != nullptr && is_over(chain->phase);
      if (over || now() >= until || !number)
        return chain != nullptr ? *chain : chain_view();
    }
    if (!wait(look_again_at_chain))
      return chain_view();
  }
}

chain_answer local_mesh::order_chain(chain_order what) {
  return ask<chain_answer>(parts_->scheduling, std::move(what), 0);
}

const chain_book& local_mesh::chains() const {
  return parts_->chains;
}

void local_mesh::inject_meanwhile(sector_id scheduler, fault what) {
  caf::anon_send(parts_->scheduling, scheduler, std::move(what));
}

bool local_mesh::wait(duration how_long) {
  auto until = now() + how_long;
  if (parts_->options.virtual_time) {
    // The clock cannot be asked when its next event is, so one of our own at
    // the end tells when to stop.
    auto over = std::make_shared<bool>(false);
    auto alarm = parts_->system.spawn(
        [](caf::event_based_actor*, const std::shared_ptr<bool>& rang) -> caf::behavior {
          return {[rang](caf::ok_atom) {
            *rang = true;
          }};
        },
        over);
    parts_->timers->at(until, alarm, caf::ok_atom::value);
    while (!*over && !parts_->interrupted() && parts_->scheduler().trigger_timeout())
      parts_->run();
    caf::anon_send_exit(alarm, caf::exit_reason::user_shutdown);
    parts_->run();
    return *over;
  }
  while (now() < until) {
    if (parts_->interrupted())
      return false;
    std::this_thread::sleep_for(std::min<duration>(until - now(), milliseconds(20)));
  }
  return true;
}

time_point local_mesh::started() const {
  return parts_->started;
}
time_point local_mesh::now() const {
  return parts_->system.clock().now();
}
const config& local_mesh::cfg() const {
  return parts_->cfg;
}
const roster& local_mesh::who() const {
  return parts_->who;
}
const registry& local_mesh::agents() const {
  return parts_->agents;
}
const mesh_counters& local_mesh::counters() const {
  return parts_->counters;
}
process_watch::figures local_mesh::lateness() const {
  return parts_->watch.at(now());
}

const event_log& local_mesh::events() const {
  return parts_->events;
}
journal& local_mesh::book() {
  return *parts_->book;
}
std::uint64_t local_mesh::wall_ms() const {
  return wall_ms(now());
}
std::uint64_t local_mesh::wall_ms(time_point at) const {
  return parts_->around.wall_ms(at);
}
const std::shared_ptr<simulated_world>& local_mesh::world() const {
  return parts_->world;
}
routing_rules local_mesh::rules() const {
  std::lock_guard lock(parts_->rules_mutex);
  return *parts_->rules;
}
bool local_mesh::virtual_time() const {
  return parts_->options.virtual_time;
}
caf::actor_system& local_mesh::system() {
  return parts_->system;
}

void local_mesh::set_rules(routing_rules rules) {
  change_rules([&](routing_rules& to) { to = std::move(rules); });
}

routing_rules local_mesh::change_rules(const std::function<void(routing_rules&)>& change) {
  std::lock_guard lock(parts_->rules_mutex);
  auto changed = *parts_->rules;
  change(changed);
  parts_->rules = std::make_shared<const routing_rules>(changed);
  if (auto root = parts_->actors.root()) // while locked: in the order of the changes
    caf::anon_send(root, wire<routing_rules>(parts_->rules));
  return changed;
}

} // namespace mesh
