#include "runtime/console/commands/status.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "actors/coordination/summarise.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "config/protection.hpp"
#include "messages/orchestration.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/breakers.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/hosts.hpp"
#include "runtime/records/journal.hpp"
#include "runtime/records/journal_counts.hpp"
#include "supervisors/degradation.hpp"
#include "supervisors/process_watch.hpp"

namespace mesh::console {

namespace {

using namespace build;

void write_status(json& to, const mesh_summary& mesh, const orchestrator_report& report,
                  const mesh_counters& counters, const config& cfg) {
  const auto& modes = cfg.degradation;
  const auto score_cap = cfg.impedance.score_cap;
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
  to["impedance"] = {{"mean", rounded(mesh.mean_score)},
                     {"p95", rounded(mesh.p95_score)},
                     {"cap", rounded(score_cap)}};
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
    to["alert"] =
        "an operator is needed: automatic work is halted; start agents with heal, run "
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

json journal_json(const journal_counts& counts, const std::string& folder) {
  json j;
  j["folder"] = folder.empty() ? json(nullptr) : json(folder);
  j["conflicts"] = counts.total;
  j["unresolved"] = counts.unresolved;
  j["overdue"] = counts.overdue;
  j["ended_by_mesh"] = counts.ended_by_mesh;
  j["for_a_person"] = counts.for_person;
  j["with_sectors"] = counts.with_sectors;
  j["with_orchestrator"] = counts.with_orchestrator;
  j["off_desk"] = counts.off_desk;
  j["unwritten"] = counts.unwritten;
  j["refused"] = counts.refused;
  j["forgotten"] = counts.forgotten;
  j["samples_missed"] = counts.samples_missed;
  j["reopened"] = counts.reopened;
  j["problem"] = counts.problem.empty() ? json(nullptr) : json(counts.problem);
  return j;
}

void run_status(const status_command&, command_context& at, outcome& o) {
  auto now = summarise(at.mesh.agents(), at.mesh.who());
  write_status(o.data, now, at.mesh.report(), at.mesh.counters(), at.mesh.cfg());
  write_process(o.data["process"], at.mesh.lateness(), at.mesh.counters());
  o.data["held"] = at.memory.held.waiting().size();
  o.data["frozen"]["agents"] = now.frozen;
  o.data["frozen"]["scopes"] = json::array();
  for (const auto& where : at.mesh.frozen())
    o.data["frozen"]["scopes"].push_back(to_string(where));
  const auto unwritten = at.mesh.frozen_unwritten();
  o.data["frozen"]["unwritten"] = unwritten.count;
  o.data["frozen"]["problem"] =
      unwritten.problem.empty() ? json(nullptr) : json(unwritten.problem);
  o.data["journal"] =
      journal_json(at.mesh.book().counts(at.mesh.now()), at.mesh.book().folder());
  if (const auto hosts = at.mesh.hosts())
    write_hosts(o.data, *hosts, at.mesh.host_warnings());
}

constexpr int status_bar_width = 30;

std::string share_line(std::string_view label, const json& part, const char* key,
                       std::string_view are, const render_style& style) {
  auto have = number_in(part, key);
  auto total = number_in(part, "total");
  if (!have || !total)
    return labelled(label, number_text(have) + " " + std::string(are));
  auto share = *total > 0 ? *have / *total : 0;
  auto text = concat({count_of(*have, *total), " ", are, ", ", percent_text(share)});
  constexpr int before_bar = 51; // label and text
  text.append(text.size() < 36 ? 36 - text.size() : 1, ' ');
  return labelled(
      label, text + bar(share, std::min(status_bar_width, style.width - before_bar), style));
}

/// The agents that are not as they should be, by kind.
std::string agent_lines(const json& agents) {
  constexpr std::array<std::pair<const char*, const char*>, 6> kinds{{
      {"degraded", " degraded: slower than usual for them"},
      {"overdue", " with overdue work, see 'events'"},
      {"quarantined", " quarantined"},
      {"suspect", " suspect: their host is silent"},
      {"joining", " joining"},
      {"leaving", " leaving"},
  }};
  std::string out;
  for (const auto& [key, text] : kinds)
    if (auto count = number_in(agents, key); count > 0.0)
      out += labelled("", number_text(count) + text);
  return out;
}

std::string node_lines(const json& nodes, const render_style& style) {
  auto out = labelled("nodes", count_of(number_in(nodes, "up").value_or(0),
                                        number_in(nodes, "total").value_or(0))
                                   + " up");
  if (auto unplaced = number_in(nodes, "unplaced"); unplaced > 0.0)
    out +=
        labelled("", paint(counted(unplaced, "sector") + " on no node", tone::warning, style));
  if (auto pending = number_in(nodes, "pending"); pending > 0.0)
    out += labelled(
        "", paint(counted(pending, "sector") + " assigned to nodes that have not started them",
                  tone::warning, style));
  if (auto starting = number_in(nodes, "starting"); starting > 0.0)
    out += labelled("", counted(starting, "sector") + " starting");
  return out;
}

/// The waiting conflicts, and above all those that cannot be written.
std::string journal_lines(const json& journal, const render_style& style) {
  std::string out;
  if (auto open = number_in(journal, "unresolved"); open > 0.0)
    out += labelled(
        "", concat({number_text(open), " unresolved, ",
                    number_text(number_in(journal, "overdue")), " overdue, ",
                    number_text(number_in(journal, "for_a_person")), " await an operator"}));
  if (auto problem = text_in(journal, "problem"); problem && !problem->empty())
    out += labelled("store", paint("cannot be written: " + *problem, tone::bad, style));
  auto unwritten = number_in(journal, "unwritten");
  auto refused = number_in(journal, "refused");
  if (unwritten > 0.0 || refused > 0.0)
    out += labelled("", concat({number_text(unwritten), " conflicts wait in memory, ",
                                number_text(refused), " are lost"}));
  return out;
}

/// F2: when this process cannot judge anybody, and what came of that.
std::string process_lines(const json& process, const render_style& style) {
  std::string out;
  if (process.value("starved", false))
    out += labelled("process", paint("starved, now " + with_ms(number_in(process, "late_ms"))
                                         + " late: no actor is declared dead until it runs on "
                                           "time again; check whether it gets enough CPU",
                                     tone::warning, style));
  if (number_in(process, "times_starved") > 0.0)
    out += labelled(
        out.empty() ? "process" : "",
        concat({"stopped or starved ", number_text(number_in(process, "times_starved")),
                " times, for ", number_text(number_in(process, "away_s"), 1), " s"}));
  if (auto held = number_in(process, "deaths_held"); held > 0.0)
    out += labelled(
        out.empty() ? "process" : "",
        paint(number_text(held)
                  + " times a silent actor was not replaced: too many are silent at once",
              tone::warning, style));
  return out;
}

std::string draw_status(const json& result, const render_style& style) {
  auto mode = text_or(result, "mode", "unknown");
  auto out = "mesh " + paint(mode, mode == "FULL" ? tone::good : tone::warning, style) + "\n";
  if (auto alert = text_in(result, "alert"))
    out += "  " + paint("ALERT: " + *alert, tone::bad, style) + "\n";
  out += share_line("agents", object_in(result, "agents"), "active", "active", style);
  out += agent_lines(object_in(result, "agents"));
  out += share_line("sectors", object_in(result, "sectors"), "healthy", "healthy", style);
  if (auto degraded = number_in(object_in(result, "sectors"), "degraded"); degraded > 0.0)
    out += labelled("", number_text(degraded) + " degraded");
  if (auto nobodys = texts_in(object_in(result, "sectors"), "nobody_serves"); !nobodys.empty())
    out +=
        labelled("", paint(concat({number_text(double(nobodys.size())),
                                   " not served: ", shortened(listed(nobodys), style.width)}),
                           tone::bad, style));
  out += labelled("clusters", number_text(number_in(result, "clusters")));
  if (has(result, "nodes"))
    out += node_lines(object_in(result, "nodes"), style);
  for (const auto& warning : texts_in(result, "warnings"))
    out += labelled("warning", paint(warning, tone::warning, style));
  const auto& impedance = object_in(result, "impedance");
  const auto capped = number_in(impedance, "cap") && number_in(impedance, "p95")
                      && *number_in(impedance, "p95") >= *number_in(impedance, "cap");
  out += labelled("impedance", "mean " + with_ms(number_in(impedance, "mean")) + ", p95 "
                                   + (capped ? "at the cap of " : "")
                                   + with_ms(number_in(impedance, "p95")));
  out += labelled("conflicts",
                  number_text(number_in(result, "conflicts_last_hour")) + " in the last hour");
  if (auto orchestrator = text_or(result, "orchestrator", "up"); orchestrator != "up")
    out += labelled("orchestrator", paint(orchestrator, tone::warning, style));
  out += journal_lines(object_in(result, "journal"), style);
  out += process_lines(object_in(result, "process"), style);
  const auto& supervision = object_in(result, "supervision");
  auto replaced = number_in(supervision, "replaced");
  if (replaced > 0.0 || number_in(supervision, "given_up") > 0.0)
    out += labelled("supervision", number_text(replaced) + " replaced, "
                                       + number_text(number_in(supervision, "given_up"))
                                       + " given up");
  const auto& breakers = object_in(result, "breakers");
  auto global = breakers.value("global", false);
  auto clusters = number_in(breakers, "clusters").value_or(0);
  auto sectors = number_in(breakers, "sectors").value_or(0);
  if (global || clusters + sectors > 0)
    out += labelled(
        "breakers",
        paint(concat({number_text(clusters), " of clusters and ", number_text(sectors),
                      " of sectors", global ? " and the global one" : "", " not closed"}),
              tone::warning, style)
            + ", " + number_text(number_in(breakers, "turned_away")) + " messages turned away");
  const auto& frozen = object_in(result, "frozen");
  if (auto scopes = texts_in(frozen, "scopes"); !scopes.empty())
    out += labelled("frozen", paint(counted(number_in(frozen, "agents"), "agent") + " in "
                                        + shortened(listed(scopes), style.width),
                                    tone::warning, style));
  if (auto unwritten = number_in(frozen, "unwritten"); unwritten > 0.0)
    out += labelled(
        "", paint("not on the disk yet: " + text_or(frozen, "problem", "-"), tone::bad, style));
  if (auto held = number_in(result, "held"); held > 0.0)
    out += labelled("held", number_text(held) + " wait for a better mode, see 'held'");
  auto since = number_in(result, "since_last_cascade_s");
  return out
         + labelled("last cascade",
                    since ? seconds_text(since) + " ago" : std::string("none yet"));
}

} // namespace

command_spec commands::status() {
  return {.name = "status",
          .group = "look",
          .summary = "how the mesh is doing",
          .details =
              "Agents active of total, sectors healthy, mean impedance, conflicts of the last "
              "hour, mode, and the time since the last cascade.",
          .example = "status",
          .start = status_command{},
          .also = {"info", "top"},
          .more_examples = {"status --watch", "status -o json"},
          .run = run_as<run_status>,
          .draw = draw_status};
}

} // namespace mesh::console
