#include "runtime/mesh/start_up.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include <caf/scheduler/test_coordinator.hpp>

#include "config/validate.hpp"
#include "runtime/mesh/system_config.hpp"

namespace mesh {

namespace {

/// `FOLDER/NAME`, whose lines `what` has restored and adds to from here on; null without a
/// folder. `lost`: what is lost when the file is moved away.
template <class Book>
std::unique_ptr<storage::kept_lines> open_lines(const std::string& folder, const char* name,
                                                const std::string& lost, Book& what,
                                                storage::kept_lines::queue&& how) {
  if (folder.empty())
    return nullptr;
  auto file = storage::kept_lines::open(
      std::filesystem::path(folder) / name,
      "restore the folder from a backup; or move the file away: " + lost,
      [&what](std::string_view line) { return what.restore(line); }, std::move(how));
  if (!file)
    throw mesh_failure(file.error());
  what.keep_with(file->get());
  return *std::move(file);
}

} // namespace

shared_rules rules_of(const config& cfg, const roster& who) {
  routing_rules rules;
  for (const auto& e : cfg.exclusions)
    if (auto set = who.capabilities().resolve({e.capability}))
      for (int i = 0; i < capability_set::max_size; ++i)
        if (set->has(i))
          rules.exclude(e.cls, i);
  return std::make_shared<const routing_rules>(std::move(rules));
}

config with_overrides(config cfg, const std::vector<work_override>& work) {
  for (const auto& w : work)
    cfg.agents.push_back({.where = w.where, .capabilities = w.capabilities});
  if (auto problems = validate(cfg); !problems.empty())
    throw mesh_failure({errc::config_invalid, to_string(problems)});
  return cfg;
}

std::unique_ptr<caf::actor_system_config> make_system_config(const config& cfg,
                                                             const mesh_options& options) {
  if (options.system)
    return options.system(cfg);
  return std::make_unique<system_config>(cfg.runtime, options.virtual_time);
}

std::unique_ptr<journal> open_journal(const config& cfg, const std::string& folder) {
  auto opened = journal::open(cfg, folder);
  if (!opened)
    throw mesh_failure(opened.error());
  return std::move(*opened);
}

double prior_answer_ms(const config& cfg, const agent_override_config& person) {
  const auto& prior = cfg.of(agent_class::f_human);
  return person.processing_ms.value_or(prior_latency_ms(prior) + prior.processing_ms);
}

void add_people(inbox& to, const config& cfg) {
  for (const auto& one : cfg.agents)
    if (one.person)
      to.add(one.where.agent(), *one.person, prior_answer_ms(cfg, one));
}

std::unique_ptr<storage::kept_lines> open_inbox(const std::string& folder, inbox& people,
                                                storage::kept_lines::queue how) {
  if (people.empty())
    return nullptr;
  return open_lines(folder, "inbox.log", "what waits in it is lost then", people,
                    std::move(how));
}

std::unique_ptr<storage::kept_lines> open_plans(const std::string& folder, gather_plans& plans,
                                                storage::kept_lines::queue how) {
  return open_lines(folder, "plans.log", "what is planned is lost then", plans, std::move(how));
}

std::unique_ptr<storage::kept_lines> open_proposals(const std::string& folder,
                                                    proposal_book& proposals,
                                                    storage::kept_lines::queue how) {
  return open_lines(folder, "proposals.log",
                    "the record of what was proposed and approved is lost then", proposals,
                    std::move(how));
}

std::unique_ptr<storage::kept_lines> open_operators(const std::string& folder,
                                                    operators_book& operators,
                                                    storage::kept_lines::queue how) {
  return open_lines(folder, "operators.log", "nobody is an operator then", operators,
                    std::move(how));
}

std::unique_ptr<storage::kept_lines> open_audit(const std::string& folder, audit_log& audit,
                                                storage::kept_lines::queue how) {
  return open_lines(folder, "audit.log", "the record of what operators did is lost then", audit,
                    std::move(how));
}

double lead_of_plan(const planned_gather& what, const config& cfg, const inbox& people,
                    time_point arrive) {
  constexpr double a_while_ms = 60'000; // people learn, and the way down takes its time
  constexpr double room = 1.25;
  auto lead_ms = cfg.coordination.max_horizon_ms + cfg.coordination.level_margin_ms;
  if (what.cls && *what.cls != agent_class::f_human)
    return lead_ms;
  if (const auto longest = people.longest_lead_ms(what.where, what.name(), arrive))
    lead_ms = std::max(lead_ms, room * *longest + a_while_ms);
  return lead_ms;
}

bool knows_people(const planned_gather& what, const inbox& people, const registry& agents) {
  if (what.cls.value_or(agent_class::f_human) != agent_class::f_human)
    return true;
  const auto rows = agents.read();
  return std::ranges::all_of(people.people(), [&](const inbox::person_view& one) {
    return !what.where.contains(one.id) || rows.find(one.id) != nullptr;
  });
}

plan_outcome look_back_at(const planned_gather& what, const inbox& people) {
  plan_outcome outcome;
  outcome.why = "the mesh was not there at its moment; what people answered before is here";
  for (const auto& item : people.answers_to(what.name())) {
    ++outcome.targets;
    ++outcome.sent;
    ++(item.answer == trinary::conflict ? outcome.conflict : outcome.ready);
    outcome.answers.push_back({item.answer, item.text, 1});
  }
  return outcome;
}

std::int64_t wall_offset_ms(time_point now, std::uint64_t newest_ms, bool virtual_time) {
  auto in_ms = [](auto since) {
    return std::chrono::duration_cast<milliseconds>(since.time_since_epoch()).count();
  };
  auto now_ms = in_ms(now);
  auto wall_ms = virtual_time ? now_ms : in_ms(std::chrono::system_clock::now());
  auto least_ms = newest_ms > 0 ? static_cast<std::int64_t>(newest_ms) + 1 : 0;
  return std::max(wall_ms, least_ms) - now_ms;
}

void await_clusters(const registry& agents, const roster& who) {
  auto give_up = std::chrono::steady_clock::now() + longest_start;
  for (auto cluster : who.all_clusters())
    while (agents.read().page(cluster) == nullptr) {
      if (std::chrono::steady_clock::now() > give_up)
        throw mesh_failure({errc::timeout, to_string(cluster) + " has not come up in time"});
      std::this_thread::sleep_for(look_again);
    }
}

bool is_virtual(caf::actor_system& system) {
  return dynamic_cast<caf::scheduler::test_coordinator*>(&system.scheduler()) != nullptr;
}

process_id some_process_id(bool virtual_time) {
  if (virtual_time)
    return 1;
  std::random_device random;
  return (std::uint64_t{random()} << 32) | random();
}

} // namespace mesh
