#include "runtime/console/session.hpp"

#include <algorithm>
#include <array>

#include "actors/coordination/impedance.hpp"

namespace mesh::console {

namespace {

std::string name_of_command(const command& what) {
  constexpr std::array<std::string_view, std::variant_size_v<command>> names{
      "status", "agents",    "agent",    "cluster",    "sector", "route",   "route",    "route",
      "route",  "broadcast", "ask",      "delegate",   "gather", "cascade", "pipeline", "kpi",
      "expect", "wait",      "simulate", "on failure", "help",   "quit"};
  return std::string(names[what.index()]);
}

std::string_view symbol_of(comparison op) {
  constexpr std::array<std::string_view, 6> symbols{"<", "<=", "==", "!=", ">=", ">"};
  return symbols[static_cast<std::size_t>(op)];
}

/// Who was missing, for the line that a script prints when it goes on.
std::string missing_line(const scatter_result& r) {
  constexpr std::size_t named = 5;
  if (r.missing() == 0)
    return {};
  std::vector<agent_id> agents;
  for (const auto& group : r.summary.exceptions)
    if (group.kind != exception_kind::conflict && group.kind != exception_kind::skipped)
      agents.insert(agents.end(), group.agents.begin(), group.agents.end());
  auto text =
      std::to_string(r.missing()) + " of " + std::to_string(r.summary.targets) + " missing:";
  for (std::size_t i = 0; i < std::min(named, agents.size()); ++i)
    text += " " + to_string(agents[i]);
  if (r.missing() > named)
    text += " and " + std::to_string(r.missing() - named) + " more";
  return text;
}

} // namespace

outcome session::execute(const command& what) {
  if (starting_)
    starting_();
  outcome o;
  o.data["command"] = name_of_command(what);
  o.data["exit_code"] = 0;
  std::visit([&](const auto& c) { run(c, o); }, what);
  if (!o.data.is_null())
    o.data["exit_code"] = static_cast<int>(o.code);
  if (!std::holds_alternative<expect_command>(what))
    last_.exit_code = static_cast<double>(o.code);
  return o;
}

metric_values session::metrics() {
  return metrics_of(summarise(mesh_.agents()), mesh_.report(), last_);
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
  const auto& size = mesh_.cfg().topology;
  agent_id last{static_cast<std::uint8_t>(size.sectors - 1),
                static_cast<std::uint8_t>(size.clusters_per_sector - 1),
                static_cast<std::uint8_t>(size.agents_per_cluster - 1)};
  fail(o, {errc::unknown_target, to_string(where) + " is not in this mesh",
           "it reaches from s00.c00.a00 to " + to_string(last)});
  return false;
}

// -- looking --------------------------------------------------------------------

void session::run(const status_command&, outcome& o) {
  write_status(o.data, summarise(mesh_.agents()), mesh_.report());
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
  auto truth = mesh_.world()->of(mesh_.who().index_of(c.id));
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
  if (exists(c.id, o))
    write_sector(o.data, mesh_.agents(), c.id, mesh_.now());
}

void session::run(const kpi_command&, outcome& o) {
  write_kpi(o.data, mesh_.report());
}

// -- routing ----------------------------------------------------------------------

void session::change_rules(outcome& o, const std::function<void(routing_rules&)>& change) {
  auto rules = mesh_.rules();
  change(rules);
  mesh_.set_rules(rules);
  o.data["changed"] = true;
  write_rules(o.data, mesh_.rules(), mesh_.who().capabilities());
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

// -- speaking to agents -------------------------------------------------------------

/// Keeps what later commands refer to, and shows the other way beside this one.
void session::scattered(const scatter_result& result, exit_code code, const std::string& kind,
                        outcome& o) {
  o.code = code;
  if (result.failure.code != errc::none) {
    o.data = {{"command", o.data["command"]}, {"exit_code", 0}};
    return fail(o, result.failure);
  }
  o.missing = missing_line(result);
  last_.any = result;
  (result.scheduled ? last_.scheduled : last_.unscheduled) = result;
  auto way = [&](bool scheduled) {
    return kind + (scheduled ? " scheduled" : " unscheduled");
  };
  arrivals_[way(result.scheduled)] = o.data["arrivals"];
  auto other = arrivals_.find(way(!result.scheduled));
  if (other != arrivals_.end())
    o.data["other"] = {{"scheduled", !result.scheduled}, {"arrivals", other->second}};
}

void session::run(const broadcast_command& c, outcome& o) {
  scatter_request r;
  r.what.how = strategy::broadcast;
  r.what.what = c.acknowledge ? verb::act : verb::record; // record: the inbox confirms
  r.what.urgency = priority::high;
  r.what.payload = c.text;
  r.where = c.where;
  r.window_ms = c.timeout_ms.value_or(mesh_.cfg().coordination.gather_timeout_ms);
  r.horizon_ms = 0;
  r.scheduled = false;
  auto result = mesh_.scatter(r);
  o.data["text"] = c.text;
  o.data["received"] = c.acknowledge ? result.summary.sent : result.summary.ready;
  o.data["acknowledged"] = c.acknowledge ? json(result.summary.ready) : json(nullptr);
  write_scatter(o.data, result);
  o.data.erase("arrivals"); // nothing was aimed at a moment
  o.code = code_of(result);
  if (result.failure.code != errc::none)
    return scattered(result, o.code, "", o);
  o.missing = missing_line(result);
  last_.any = result;
}

void session::run(const ask_command& c, outcome& o) {
  scatter_request r;
  r.what.what = verb::observe;
  r.what.payload = c.question;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.where = c.where;
  r.cls = c.cls;
  r.sample = c.sample.value_or(mesh_.cfg().coordination.ask_sample);
  r.window_ms = c.timeout_ms.value_or(mesh_.cfg().coordination.ask_timeout_ms);
  r.horizon_ms = 0;
  r.scheduled = false;
  auto result = mesh_.scatter(r);
  o.data["question"] = c.question;
  o.data["sample"] = *r.sample;
  write_scatter(o.data, result);
  o.data.erase("arrivals");
  o.code = code_of(result);
  if (result.failure.code != errc::none)
    return scattered(result, o.code, "", o);
  o.missing = missing_line(result);
  last_.any = result;
}

void session::run(const delegate_command& c, outcome& o) {
  delegate_request r;
  r.what.payload = c.task;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.agent = c.agent;
  r.cls = c.cls;
  r.timeout_ms = c.timeout_ms;
  auto result = mesh_.delegate(r);
  o.data["task"] = c.task;
  write_delegate(o.data, result);
  if (result.failure.code != errc::none)
    fail(o, result.failure);
}

void session::run(const gather_command& c, outcome& o) {
  scatter_request r;
  r.what.payload = c.payload;
  r.what.payload_weight = c.payload_weight;
  if (!c.capability.empty())
    r.what.capabilities = {c.capability};
  r.where = c.where;
  r.cls = c.cls;
  r.window_ms = c.window_ms;
  r.minimum = c.minimum;
  r.horizon_ms = c.horizon_ms;
  r.scheduled = !c.unscheduled;
  auto result = mesh_.scatter(r);
  write_scatter(o.data, result);
  scattered(result, code_of(result), "gather " + to_string(c.where), o);
}

void session::run(const cascade_command& c, outcome& o) {
  cascade_request r;
  r.kind = static_cast<mesh::cascade_kind>(c.kind);
  r.what.payload = c.payload;
  r.what.payload_weight = c.payload_weight;
  r.window_ms = c.window_ms;
  r.horizon_ms = c.horizon_ms;
  r.scheduled = !c.unscheduled;
  auto result = mesh_.cascade(r);
  write_cascade(o.data, result);
  scattered(result.total, code_of(result), "cascade " + std::string(to_string(result.kind)), o);
}

void session::run(const pipeline_command& c, outcome& o) {
  pipeline_request r;
  r.what.payload = c.payload;
  r.agents = c.agents;
  r.timeout_ms = c.timeout_ms;
  auto result = mesh_.pipeline(r);
  write_pipeline(o.data, result);
  if (result.failure.code != errc::none)
    fail(o, result.failure);
}

// -- scripts ------------------------------------------------------------------------

void session::run(const expect_command& c, outcome& o) {
  constexpr auto look_again = milliseconds(50);
  o.data["metric"] = c.metric;
  o.data["op"] = symbol_of(c.op);
  o.data["value"] = c.value;
  auto began = mesh_.now();
  auto values = metrics();
  if (!values.contains(c.metric))
    return fail(o, {errc::invalid_argument, "there is no metric \"" + c.metric + "\"",
                    "see 'help metrics'"});
  auto waited_ms = [&] {
    return to_ms(mesh_.now() - began);
  };
  while (!holds(values[c.metric], c.op, c.value) && waited_ms() < c.within_ms) {
    if (!mesh_.wait(look_again))
      return fail(o, {errc::cancelled, "cancelled"});
    values = metrics();
  }
  auto actual = values[c.metric];
  auto held = holds(actual, c.op, c.value);
  o.data["actual"] = actual ? json(rounded(*actual)) : json(nullptr);
  o.data["held"] = held;
  o.data["waited_ms"] = rounded(waited_ms());
  if (!held)
    o.code = exit_code::failed;
}

void session::run(const wait_command& c, outcome& o) {
  auto began = mesh_.now();
  auto whole = mesh_.wait(from_ms(c.ms));
  o.data["waited_ms"] = rounded(to_ms(mesh_.now() - began));
  if (!whole)
    fail(o, {errc::cancelled, "cancelled"});
}

void session::run(const simulate_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  behaviour_change change;
  json changed = json::object();
  auto note = [&](const char* name, const std::optional<simulate_value>& v,
                  std::optional<double>& absolute, std::optional<double>& factor) {
    if (!v)
      return;
    (v->relative ? factor : absolute) = v->value;
    changed[name] = v->relative ? json("x" + json(v->value).dump()) : json(v->value);
  };
  note("latency_ms", c.latency_ms, change.latency_ms, change.latency_factor);
  note("processing_ms", c.processing_ms, change.processing_ms, change.processing_factor);
  change.jitter = c.jitter;
  change.heavy_tail = c.heavy_tail;
  change.conflict = c.conflict;
  if (c.jitter)
    changed["jitter"] = *c.jitter;
  if (c.heavy_tail)
    changed["heavy_tail"] = *c.heavy_tail;
  if (c.conflict)
    changed["conflict"] = *c.conflict;
  int agents = 0;
  for (int i = 0; i < mesh_.who().agents(); ++i) {
    auto id = mesh_.who().id_of(i);
    if (!c.where.contains(id) || (c.cls && mesh_.who().identity(id).cls != *c.cls))
      continue;
    mesh_.world()->change(i, change);
    ++agents;
  }
  o.data["agents"] = agents;
  o.data["changed"] = changed;
  if (agents == 0)
    fail(o,
         {errc::no_capable_agent, "there is no agent of this class in " + to_string(c.where)});
}

void session::run(const on_failure_command& c, outcome& o) {
  continue_after_failure_ = c.continue_after;
  o.data["continue_after"] = c.continue_after;
}

void session::run(const help_command& c, outcome& o) {
  auto text = help_text(c.topic, metric_table());
  if (!text)
    return fail(o, text.error());
  o.text = *text;
  o.data = nullptr;
}

void session::run(const quit_command&, outcome& o) {
  o.quit = true;
  o.data = nullptr;
}

} // namespace mesh::console
