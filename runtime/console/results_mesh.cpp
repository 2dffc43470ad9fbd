// What status, agents, cluster, sector and route answer.
#include <algorithm>

#include "runtime/console/results.hpp"
#include "supervisors/degradation.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

void write_status(json& to, const mesh_summary& mesh, const orchestrator_report& report,
                  const mesh_counters& counters, const degradation_config& modes) {
  to["agents"] = {{"active", mesh.active},           {"total", mesh.agents},
                  {"degraded", mesh.degraded},       {"overdue", mesh.overdue},
                  {"quarantined", mesh.quarantined}, {"suspect", mesh.suspect},
                  {"joining", mesh.joining},         {"leaving", mesh.leaving}};
  to["sectors"] = {{"healthy", mesh.sectors_healthy},
                   {"degraded", mesh.sectors - mesh.sectors_healthy - mesh.unserved.size()},
                   {"unserved", mesh.unserved.size()},
                   {"total", mesh.sectors}};
  if (!mesh.unserved.empty()) {
    to["sectors"]["nobody_serves"] = json::array();
    for (auto sector : mesh.unserved)
      to["sectors"]["nobody_serves"].push_back(to_string(sector));
  }
  to["clusters"] = mesh.clusters;
  to["impedance"] = {{"mean", rounded(mesh.mean_score)}, {"p95", rounded(mesh.p95_score)}};
  auto up = report.failure.code == errc::none;
  to["orchestrator"] = up ? json("up") : json(to_string(report.failure));
  to["conflicts_last_hour"] = up ? json(report.conflicts_last_hour) : json(nullptr);
  auto replaced = counters.agents_replaced + counters.leads_replaced
                  + counters.coordinators_replaced + counters.orchestrators_replaced;
  to["supervision"] = {{"replaced", replaced},
                       {"given_up", counters.given_up.load()},
                       {"escalations", counters.escalations.load()}};
  auto breakers = count_breakers(report.circuits);
  to["breakers"] = {{"clusters", breakers.clusters},
                    {"sectors", breakers.sectors},
                    {"global", breakers.global > 0},
                    {"turned_away", counters.turned_away.load()}};
  auto mode = mode_of(mesh, modes);
  to["mode"] = to_string(mode);
  if (mode == degradation_mode::emergency)
    to["alert"] = "a person is needed: automatic work is halted; start agents with heal, run "
                  "critical work with --priority critical --approve";
  to["since_last_cascade_s"] =
      report.since_last_cascade_s ? json(rounded(*report.since_last_cascade_s)) : json(nullptr);
}

void write_process(json& to, const process_watch::figures& now, const mesh_counters& counters) {
  constexpr double second_ms = 1'000;
  to = {{"late_ms", rounded(now.late_ms)},
        {"starved", now.starved},
        {"times_starved", counters.times_starved.load()},
        {"away_s", rounded(static_cast<double>(counters.away_ms.load()) / second_ms)},
        {"deaths_held", counters.deaths_held.load()}};
}

void write_rules(json& to, const routing_rules& rules, const capability_catalogue& names) {
  to["rules"] = json::array();
  for (const auto& [cls, capability] : rules.exclusions())
    to["rules"].push_back(
        {{"kind", "exclude"},
         {"class", to_string(cls)},
         {"capability", names.names().at(static_cast<std::size_t>(capability))}});
  for (auto agent : rules.avoided_agents())
    to["rules"].push_back({{"kind", "around"}, {"agent", to_string(agent)}});
}

namespace {

json in_hand_json(const in_hand& holds, time_point now) {
  if (holds.what.value == 0)
    return nullptr;
  return {{"message", to_string(holds.what)},
          {"since_s", rounded(to_ms(now - holds.since) / 1'000)},
          {"usual_ms", rounded(holds.usual_ms)},
          {"usual_from", to_string(holds.from)},
          {"overdue", holds.overdue}};
}

} // namespace

json row_json(const agent_row& row, time_point now) {
  json j;
  j["id"] = to_string(row.id);
  j["class"] = to_string(row.cls);
  j["state"] = to_string(row.state);
  j["score"] = rounded(row.score);
  j["latency_ms"] = rounded(row.latency_ms);
  j["processing_ms"] = rounded(row.processing_ms);
  j["queue"] = row.queue_depth;
  j["reliability"] = rounded(row.reliability);
  j["drift"] = rounded(row.drift);
  auto ever = row.last_heard != time_point{};
  j["heard_s"] = ever ? json(rounded(to_ms(now - row.last_heard) / 1'000)) : json(nullptr);
  j["flags"] = json::array();
  if (row.standing != membership::member)
    j["flags"].push_back(to_string(row.standing));
  if (row.frozen)
    j["flags"].push_back("frozen");
  if (row.flags.slow)
    j["flags"].push_back("slow");
  if (row.flags.unstable)
    j["flags"].push_back("unstable");
  if (row.flags.spike)
    j["flags"].push_back("spike");
  if (row.holds.overdue)
    j["flags"].push_back("overdue");
  j["usual_ms"] = row.mean_score > 0 ? json(rounded(row.mean_score)) : json(nullptr);
  j["in_hand"] = in_hand_json(row.holds, now);
  return j;
}

json cluster_json(const cluster_summary& s, double age_s) {
  json j;
  j["id"] = to_string(s.cluster);
  j["agents"] = s.agents;
  j["active"] = s.active;
  j["mean_score"] = rounded(s.mean_score);
  j["p95_score"] = rounded(s.p95_score);
  j["slowest"] = s.agents > 0 ? json(to_string(s.slowest)) : json(nullptr);
  j["fastest"] = s.agents > 0 ? json(to_string(s.fastest)) : json(nullptr);
  j["age_s"] = rounded(age_s);
  return j;
}

void write_agents(json& to, const registry& agents, const agents_command& what,
                  const capability_catalogue& names, time_point now) {
  capability_set wanted;
  if (!what.capability.empty())
    if (auto set = names.resolve({what.capability}))
      wanted = *set;
  std::size_t of = 0;
  auto limit = what.limit == 0 ? SIZE_MAX : static_cast<std::size_t>(what.limit);
  auto rows = json::array();
  agents.read().each_page(what.where, [&](const cluster_page& page) {
    for (const auto& row : page.rows) {
      if (!what.where.contains(row.id) || (what.cls && row.cls != *what.cls)
          || (what.state && row.state != *what.state) || !row.capabilities.includes(wanted))
        continue;
      if (of++ < limit)
        rows.push_back(row_json(row, now));
    }
  });
  to["shown"] = rows.size();
  to["of"] = of;
  to["rows"] = std::move(rows);
}

void write_cluster(json& to, const cluster_page& page, time_point now) {
  to.update(cluster_json(page.summary, to_ms(now - page.published_at) / 1'000));
  to["rows"] = json::array();
  for (const auto& row : page.rows)
    to["rows"].push_back(row_json(row, now));
  to["shown"] = to["of"] = page.rows.size();
}

void write_sector(json& to, const registry& agents, sector_id sector, time_point now) {
  auto rows = json::array();
  agents.read().each_page(sector, [&](const cluster_page& page) {
    rows.push_back(cluster_json(page.summary, to_ms(now - page.published_at) / 1'000));
  });
  if (auto s = summarise(agents, sector)) {
    to["id"] = to_string(s->sector);
    to["clusters"] = s->clusters;
    to["agents"] = s->agents;
    to["active"] = s->active;
    to["mean_score"] = rounded(s->mean_score);
    to["healthiest"] = to_string(s->healthiest);
    to["sickest"] = to_string(s->sickest);
  }
  to["shown"] = to["of"] = rows.size();
  to["rows"] = std::move(rows);
}

} // namespace mesh::console
