#include "runtime/console/shared/hosts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/mesh/nodes_report.hpp"

namespace mesh::console {

namespace {

std::string sectors_text(int count) {
  return std::to_string(count) + (count == 1 ? " sector" : " sectors");
}

/// A warning about one host; empty: none.
std::string warning_of(const listed_node& n) {
  const auto& row = n.row;
  const auto seconds = std::to_string(std::llround(to_ms(row.since) / 1'000)) + " s";
  if (row.keeps)
    return row.name + " is lost and keeps " + sectors_text(row.sectors)
           + ": it may still run, cut off with others; when it is gone for good: node forget "
           + row.name;
  if (row.state == node_state::lost)
    return row.name + " has been lost for " + seconds + ": start it again, or node forget "
           + row.name;
  if (row.state == node_state::suspect)
    return row.name + " has been suspect for " + seconds
           + (n.cause.empty() ? "" : ", " + n.cause) + ": the state of its "
           + sectors_text(row.sectors) + " is unknown";
  if (row.held_back > duration{})
    return row.name + " keeps dying, " + std::to_string(row.deaths)
           + " times in a row soon after it had joined: it gets no sectors for "
           + std::to_string(std::llround(to_ms(row.held_back) / 1'000)) + " s; see its log";
  if (n.returns.breaker != breaker_state::closed)
    return "the breaker of host " + row.name + " is "
           + std::string(to_string(n.returns.breaker)) + ", " + n.returns.reason + ": of "
           + std::to_string(n.returns.asked) + " agents asked there recently "
           + std::to_string(n.returns.back)
           + " answered; check whether it is overloaded or paused now and then";
  if (n.pending > 0)
    return row.name + " is assigned " + sectors_text(n.pending)
           + " more, which it has not started yet";
  return {};
}

} // namespace

std::vector<std::string> host_warnings(const nodes_report& report) {
  std::vector<std::string> all;
  if (report.failure.code != errc::none)
    all.push_back("the state of the hosts is unknown: " + to_string(report.failure));
  if (report.waits_for.code != errc::none)
    all.push_back("no sector is placed: " + to_string(report.waits_for));
  if (report.forgets && report.nodes.size() > 1)
    all.emplace_back("this orchestrator has no --data: after a restart it places no sector "
                     "before all hosts are back, or 'node adopt'");
  if (report.unwritten.code != errc::none)
    all.push_back("no sector is placed: " + to_string(report.unwritten));
  const auto there = std::ranges::any_of(report.nodes, [](const listed_node& n) {
    return n.row.state == node_state::up || n.row.state == node_state::draining;
  });
  if (!there && report.failure.code == errc::none)
    all.emplace_back("no host is up, and no sector is served; start hosts with 'mesh node'");
  else if (report.unplaced > 0)
    all.push_back(sectors_text(report.unplaced) + " on no host: they are not served");
  for (const auto& n : report.nodes)
    if (auto warning = warning_of(n); !warning.empty())
      all.push_back(std::move(warning));
  return all;
}

void write_hosts(nlohmann::ordered_json& to, const nodes_report& report,
                 const std::vector<std::string>& warnings) {
  const auto count = [&](node_state state) {
    return std::ranges::count(report.nodes, state,
                              [](const listed_node& n) { return n.row.state; });
  };
  to["nodes"] = {{"up", count(node_state::up)},
                 {"total", report.nodes.size()},
                 {"suspect", count(node_state::suspect)},
                 {"lost", count(node_state::lost)},
                 {"unplaced", report.unplaced},
                 {"pending", report.pending},
                 {"starting", report.starting}};
  auto all = warnings;
  std::ranges::move(host_warnings(report), std::back_inserter(all));
  to["warnings"] = all;
}

error one_process() {
  return {errc::unsupported, "all sectors of this mesh are in one process",
          "start an orchestrator and hosts with 'mesh node'"};
}

void order_node(command_context& at, const std::string& name, host_order order, outcome& o) {
  auto wrong = at.mesh.order_host(name, order);
  if (wrong.code != errc::none)
    return fail(o, wrong);
  o.data["name"] = order == host_order::adopt ? "all" : name;
  o.data["sectors"] = order == host_order::join ? "may come" : "go to others";
}

void would_order_node(command_context& at, const std::string& name, host_order order,
                      outcome& o) {
  const auto report = at.mesh.hosts();
  if (!report)
    return fail(o, one_process());
  if (report->failure.code != errc::none)
    return fail(o, report->failure);
  int sectors = 0;
  std::string names;
  for (const auto& n : report->nodes) {
    const auto meant = order == host_order::adopt ? n.row.state == node_state::lost
                                                        || n.row.state == node_state::suspect
                                                  : n.row.name == name;
    if (!meant)
      continue;
    sectors += n.row.sectors;
    names += (names.empty() ? "" : ", ") + n.row.name;
  }
  if (order != host_order::adopt && names.empty())
    return fail(o, {errc::unknown_target, "there is no host " + name, "see 'nodes'"});
  constexpr std::array verbs{"take the sectors away from ", "let sectors come to ",
                             "declare gone for good: ", "give up missing hosts: "};
  would_do(o, verbs.at(static_cast<std::size_t>(order)) + (names.empty() ? "none" : names)
                  + "; " + sectors_text(sectors));
  o.data["sectors"] = sectors;
}

std::string draw_node(const json& result, const render_style&) {
  if (text_or(result, "name", "-") == "all")
    return "the mesh continues with the hosts that are here; sectors go to them\n";
  return "sectors of " + text_or(result, "name", "-") + " " + text_or(result, "sectors", "-")
         + "\n";
}

} // namespace mesh::console
