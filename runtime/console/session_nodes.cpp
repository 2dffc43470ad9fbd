// The hosts of a mesh over several (R2, T5).
#include <algorithm>
#include <cmath>
#include <iterator>

#include "runtime/console/hosts.hpp"
#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"
#include "runtime/mesh/remote_sectors.hpp"

namespace mesh::console {

namespace {

const error one_process{errc::unsupported, "all sectors of this mesh are in one process",
                        "start an orchestrator and hosts with 'mesh node'"};

} // namespace

namespace {

std::string sectors_text(int count) {
  return std::to_string(count) + (count == 1 ? " sector" : " sectors");
}

/// What a person should know of one host; empty: nothing.
std::string warning_of(const listed_node& n) {
  const auto& row = n.row;
  const auto seconds = std::to_string(std::llround(to_ms(row.since) / 1'000)) + " s";
  if (row.keeps)
    return row.name + " is lost and keeps " + sectors_text(row.sectors)
           + ": it may go on with others that are not heard; when it is gone for good: "
             "node forget "
           + row.name;
  if (row.state == node_state::lost)
    return row.name + " is lost since " + seconds + ": start it again, or node forget "
           + row.name;
  if (row.state == node_state::suspect)
    return row.name + " is suspect since " + seconds + (n.cause.empty() ? "" : ", " + n.cause)
           + ": nobody knows how its " + sectors_text(row.sectors) + " are";
  if (row.held_back > duration{})
    return row.name + " keeps dying, " + std::to_string(row.deaths)
           + " times in a row soon after it had joined: it gets no sectors for "
           + std::to_string(std::llround(to_ms(row.held_back) / 1'000)) + " s; see its log";
  if (n.returns.breaker != breaker_state::closed)
    return "the breaker of host " + row.name + " is "
           + std::string(to_string(n.returns.breaker)) + ", " + n.returns.reason + ": of "
           + std::to_string(n.returns.asked) + " agents asked there lately "
           + std::to_string(n.returns.back)
           + " came back; see whether it is overloaded or stopped now and then";
  if (n.pending > 0)
    return row.name + " is to have " + sectors_text(n.pending)
           + " more, which is decided and not carried out yet";
  return {};
}

} // namespace

std::vector<std::string> host_warnings(const nodes_report& report) {
  std::vector<std::string> all;
  if (report.failure.code != errc::none)
    all.push_back("nobody knows how the hosts are: " + to_string(report.failure));
  if (report.waits_for.code != errc::none)
    all.push_back("no sector is given to anybody: " + to_string(report.waits_for));
  if (report.forgets && report.nodes.size() > 1)
    all.emplace_back("this orchestrator has no --data: when it is started again it places "
                     "nothing before all hosts are back, or 'node adopt'");
  if (report.unwritten.code != errc::none)
    all.push_back("no sector is given to anybody: " + to_string(report.unwritten));
  const auto there = std::ranges::any_of(report.nodes, [](const listed_node& n) {
    return n.row.state == node_state::up || n.row.state == node_state::draining;
  });
  if (!there && report.failure.code == errc::none)
    all.emplace_back("no host is up: nobody serves any sector; start hosts with 'mesh node'");
  else if (report.unplaced > 0)
    all.push_back(sectors_text(report.unplaced) + " on no host: nobody serves them");
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

void session::run(const nodes_command&, outcome& o) {
  if (mesh_.others() == nullptr)
    return fail(o, one_process);
  auto report = mesh_.others()->nodes();
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  auto rows = nlohmann::ordered_json::array();
  for (const auto& n : report.nodes)
    rows.push_back({{"name", n.row.name},
                    {"state", to_string(n.row.state)},
                    {"cause", n.cause},
                    {"sectors", n.row.sectors},
                    {"pending", n.pending},
                    {"clusters_apart", n.row.clusters_apart},
                    {"kept", n.row.keeps},
                    {"capacity", n.row.capacity},
                    {"since_s", rounded(to_ms(n.row.since) / 1'000)},
                    {"heard_ms", rounded(to_ms(n.row.heard_ago))},
                    {"round_trip_ms", rounded(n.round_trip_ms)},
                    {"waiting", n.waiting},
                    {"asked", n.returns.asked},
                    {"came_back", n.returns.back},
                    {"breaker", to_string(n.returns.breaker)},
                    {"turned_away", n.returns.turned_away},
                    {"version", n.build_version},
                    {"deaths", n.row.deaths},
                    {"held_back_s", rounded(to_ms(n.row.held_back) / 1'000)}});
  o.data["rows"] = std::move(rows);
  o.data["unplaced"] = report.unplaced;
  o.data["pending"] = report.pending;
  o.data["starting"] = report.starting;
  o.data["waits_for"] =
      report.waits_for.code == errc::none ? std::string() : to_string(report.waits_for);
  o.data["hubs_replaced"] = report.hubs_replaced;
  o.data["warnings"] = host_warnings(report);
}

void session::order_node(const std::string& name, node_act what, outcome& o) {
  if (mesh_.others() == nullptr)
    return fail(o, one_process);
  auto wrong = mesh_.others()->order(name, what);
  if (wrong.code != errc::none)
    return fail(o, wrong);
  o.data["name"] = what == node_act::adopt ? "all" : name;
  o.data["sectors"] = what == node_act::join ? "may come" : "go to others";
}

void session::run(const node_drain_command& c, outcome& o) {
  order_node(c.name, node_act::drain, o);
}

void session::run(const node_join_command& c, outcome& o) {
  order_node(c.name, node_act::join, o);
}

void session::run(const node_forget_command& c, outcome& o) {
  order_node(c.name, node_act::forget, o);
}

void session::run(const node_adopt_command&, outcome& o) {
  order_node({}, node_act::adopt, o);
}

} // namespace mesh::console
