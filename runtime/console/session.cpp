#include "runtime/console/session.hpp"

#include <algorithm>

#include "actors/coordination/drifting.hpp"
#include "actors/coordination/impedance.hpp"
#include "runtime/console/command_profile.hpp"
#include "runtime/console/hosts.hpp"
#include "runtime/console/results_chains.hpp"
#include "runtime/console/results_conflicts.hpp"
#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/records/journal.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

outcome session::begin(const command& what) {
  outcome o;
  o.data["command"] = name_of(what);
  o.data["exit_code"] = 0;
  return o;
}

void session::run_now(const command& what, outcome& o) {
  if (starting_)
    starting_();
  std::visit([&](const auto& c) { run(c, o); }, what);
  if (!o.data.is_null())
    o.data["exit_code"] = static_cast<int>(o.code);
}

outcome session::execute(const script_line& line) {
  run_held();
  auto o = begin(line.what);
  if (admit(line, o))
    run_now(line.what, o);
  else
    o.data["exit_code"] = static_cast<int>(o.code);
  if (!std::holds_alternative<expect_command>(line.what))
    last_.exit_code = static_cast<double>(o.code);
  return o;
}

metric_values session::metrics() {
  auto now = summarise(mesh_.agents(), mesh_.who());
  auto values = metrics_of(
      now, mesh_.report(), mesh_.counters(), mesh_.events(), mesh_.book().counts(mesh_.now()),
      last_, {mode_of(now, mesh_.cfg().degradation), held_.waiting().size(), held_.released()});
  values["clusters.drifting"] = static_cast<double>(drifting_clusters(mesh_.agents()));
  add_chains(values, mesh_.chains(), mesh_.now());
  if (mesh_.others() != nullptr)
    add_hosts(values, mesh_.others()->nodes());
  auto process = mesh_.lateness();
  values["process.starved"] = process.starved ? 1 : 0;
  values["process.late"] = process.late_ms;
  return values;
}

completion_context session::completion() const {
  const auto& size = mesh_.cfg().topology;
  completion_context c{size.sectors,
                       size.clusters_per_sector,
                       size.agents_per_cluster,
                       mesh_.who().capabilities().names(),
                       {}};
  for (const auto& m : metric_table())
    c.metrics.push_back(m.name);
  return c;
}

void session::fail(outcome& o, const error& why) {
  o.code = worse(o.code, code_of(why));
  o.data["error"] = to_json(why);
}

bool session::exists(const scope& where, outcome& o) {
  if (mesh_.who().contains(where))
    return true;
  auto last = mesh_.who().in({}).back(); // a mesh is never empty
  fail(o, {errc::unknown_target, to_string(where) + " is not in this mesh",
           "it reaches from s00.c00.a00 to " + to_string(last)});
  return false;
}

// -- looking --------------------------------------------------------------------

void session::run(const status_command&, outcome& o) {
  auto now = summarise(mesh_.agents(), mesh_.who());
  write_status(o.data, now, mesh_.report(), mesh_.counters(), mesh_.cfg().degradation);
  write_process(o.data["process"], mesh_.lateness(), mesh_.counters());
  o.data["held"] = held_.waiting().size();
  o.data["frozen"]["agents"] = now.frozen;
  o.data["frozen"]["scopes"] = json::array();
  for (const auto& where : mesh_.frozen())
    o.data["frozen"]["scopes"].push_back(to_string(where));
  const auto unwritten = mesh_.frozen_unwritten();
  o.data["frozen"]["unwritten"] = unwritten.count;
  o.data["frozen"]["problem"] =
      unwritten.problem.empty() ? json(nullptr) : json(unwritten.problem);
  o.data["journal"] = journal_json(mesh_.book().counts(mesh_.now()), mesh_.book().folder());
  if (mesh_.others() != nullptr)
    write_hosts(o.data, mesh_.others()->nodes(), mesh_.others()->warnings());
}

void session::run(const agents_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  if (!c.capability.empty()) {
    auto known = mesh_.who().capabilities().resolve({c.capability});
    if (!known)
      return fail(o, known.error());
  }
  write_agents(o.data, mesh_.agents(), c, mesh_.who().capabilities(), mesh_.now());
}

void session::run(const agent_command& c, outcome& o) {
  if (!exists(c.id, o))
    return;
  auto reader = mesh_.agents().read();
  const auto* row = reader.find(c.id);
  if (row == nullptr)
    return fail(o, {errc::unknown_target, to_string(c.id) + " has not been seen yet"});
  o.data.update(row_json(*row, mesh_.now()));
  o.data["capabilities"] = mesh_.who().capabilities().names_in(row->capabilities);
  o.data["context_hash"] = to_string(message_id{row->context_hash});
  o.data["samples"] = row->processing_samples;
  auto age_ms = to_ms(mesh_.now() - row->last_heard);
  o.data["confidence"] = rounded(confidence(row->reliability, row->drift,
                                            age_ms <= mesh_.cfg().impedance.heard_within_ms));
  auto truth = mesh_.world()->of(c.id);
  o.data["simulated"] = {{"latency_ms", rounded(truth.latency_ms)},
                         {"processing_ms", rounded(truth.processing_ms)},
                         {"jitter", rounded(truth.jitter)},
                         {"heavy_tail", rounded(truth.heavy_tail)},
                         {"conflict", rounded(truth.conflict)}};
}

void session::run(const cluster_command& c, outcome& o) {
  if (!exists(c.id, o))
    return;
  if (const auto reader = mesh_.agents().read(); const auto* page = reader.page(c.id))
    write_cluster(o.data, *page, mesh_.now());
}

void session::run(const sector_command& c, outcome& o) {
  if (!exists(c.id, o))
    return;
  o.data["id"] = to_string(c.id);
  o.data["clusters"] = mesh_.who().clusters(c.id); // also while nobody serves it
  o.data["agents"] = o.data["active"] = 0;
  write_sector(o.data, mesh_.agents(), c.id, mesh_.now());
  o.data["agents"] = mesh_.who().count(c.id, membership::member); // not only those seen
}

void session::run(const kpi_command&, outcome& o) {
  auto report = mesh_.report();
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  write_kpi(o.data, report);
}

// -- routing ----------------------------------------------------------------------

void session::change_rules(outcome& o, const std::function<void(routing_rules&)>& change) {
  auto rules = mesh_.change_rules(change);
  o.data["changed"] = true;
  write_rules(o.data, rules, mesh_.who().capabilities());
}

void session::run(const route_exclude_command& c, outcome& o) {
  auto set = mesh_.who().capabilities().resolve({c.capability});
  if (!set)
    return fail(o, set.error());
  change_rules(o, [&](routing_rules& rules) {
    for (int i = 0; i < capability_set::max_size; ++i)
      if (set->has(i))
        rules.exclude(c.cls, i);
  });
}

void session::run(const route_around_command& c, outcome& o) {
  if (exists(c.id, o))
    change_rules(o, [&](routing_rules& rules) { rules.avoid(c.id); });
}

void session::run(const route_list_command&, outcome& o) {
  o.data["changed"] = false;
  write_rules(o.data, mesh_.rules(), mesh_.who().capabilities());
}

void session::run(const route_clear_command&, outcome& o) {
  change_rules(o, [](routing_rules& rules) { rules = {}; });
}

} // namespace mesh::console
