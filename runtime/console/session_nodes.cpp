// The hosts of a mesh over several (R2, T5).
#include <algorithm>

#include "runtime/console/hosts.hpp"
#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"
#include "runtime/remote_sectors.hpp"

namespace mesh::console {

namespace {

const error one_process{errc::unsupported, "all sectors of this mesh are in one process",
                        "start an orchestrator and hosts with 'mesh node'"};

} // namespace

void write_hosts(nlohmann::ordered_json& to, const nodes_report& report,
                 const std::vector<std::string>& warnings) {
  auto up = std::count_if(report.nodes.begin(), report.nodes.end(),
                          [](const listed_node& n) { return n.row.state == node_state::up; });
  to["nodes"] = {{"up", up}, {"total", report.nodes.size()}, {"unplaced", report.unplaced}};
  auto all = warnings;
  if (report.unwritten.code != errc::none)
    all.push_back("no sector is given to anybody: " + to_string(report.unwritten));
  for (const auto& n : report.nodes)
    if (n.row.keeps)
      all.push_back(n.row.name + " is lost and keeps " + std::to_string(n.row.sectors)
                    + " sectors: it may go on with others that are not heard; when it is "
                      "gone for good: node forget "
                    + n.row.name);
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
                    {"clusters_apart", n.row.clusters_apart},
                    {"kept", n.row.keeps},
                    {"capacity", n.row.capacity},
                    {"since_s", rounded(to_ms(n.row.since) / 1'000)},
                    {"heard_ms", rounded(to_ms(n.row.heard_ago))},
                    {"round_trip_ms", rounded(n.round_trip_ms)},
                    {"waiting", n.waiting},
                    {"version", n.build_version}});
  o.data["rows"] = std::move(rows);
  o.data["unplaced"] = report.unplaced;
  o.data["hubs_replaced"] = report.hubs_replaced;
}

void session::order_node(const std::string& name, node_act what, outcome& o) {
  if (mesh_.others() == nullptr)
    return fail(o, one_process);
  auto wrong = mesh_.others()->order(name, what);
  if (wrong.code != errc::none)
    return fail(o, wrong);
  o.data["name"] = name;
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

} // namespace mesh::console
