#include "runtime/console/shared/growth.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "messages/ids.hpp"
#include "messages/membership.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

void write_growth(json& to, const std::vector<agent_id>& whom,
                  const std::vector<agent_id>& open, double waited_ms) {
  constexpr std::size_t most_named = 20;
  to["agents"] = whom.size();
  to["done"] = whom.size() - open.size();
  std::map<cluster_id, std::size_t> clusters;
  for (auto id : whom)
    ++clusters[id.parent()];
  auto rows = json::array();
  for (const auto& [cluster, agents] : clusters)
    rows.push_back({{"cluster", to_string(cluster)}, {"agents", agents}});
  to["clusters"] = std::move(rows);
  to["open"] = json::array();
  for (std::size_t i = 0; i < open.size() && i < most_named; ++i)
    to["open"].push_back(to_string(open[i]));
  to["waited_ms"] = rounded(waited_ms);
}

/// Agents that were told to stop or to go on, and cannot have heard it.
std::size_t silent_and_frozen(const mesh_access& mesh, const scope& where) {
  constexpr double periods = 2;
  const auto longest = from_ms(periods * mesh.cfg().impedance.heartbeat_period_ms);
  std::size_t silent = 0;
  mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (where.contains(row.id) && row.frozen && mesh.now() - row.last_heard > longest)
        ++silent;
  });
  return silent;
}

} // namespace

bool nothing_frozen(const mesh_access& mesh, const scope& where, outcome& o) {
  for (const auto& frozen : mesh.frozen())
    if (frozen.covers(where) || where.covers(frozen)) {
      auto silent = silent_and_frozen(mesh, frozen);
      fail(o, {errc::frozen,
               to_string(frozen) + " is frozen"
                   + (silent == 0 ? ""
                                  : ", and " + std::to_string(silent)
                                        + " of its agents are unresponsive"),
               (silent == 0 ? "" : "heal " + to_string(frozen) + ", then ")
                   + ("thaw " + to_string(frozen)) + " first"});
      return false;
    }
  return true;
}

void change_size(command_context& at, const growth_report& report, membership until,
                 double timeout_ms, outcome& o) {
  constexpr auto look_again = milliseconds(100);
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  auto began = at.mesh.now();
  auto open = report.whom;
  auto interrupted = false;
  auto waited_ms = [&] {
    return to_ms(at.mesh.now() - began);
  };
  for (;;) {
    std::erase_if(open, [&](agent_id id) { return at.mesh.who().of(id) == until; });
    if (open.empty() || interrupted || waited_ms() >= timeout_ms)
      break;
    interrupted = !at.pass(look_again);
  }
  write_growth(o.data, report.whom, open, waited_ms());
  if (interrupted)
    return fail(o, {errc::cancelled, "interrupted; the change goes on"});
  if (open.empty())
    return;
  o.code = exit_code::some_missing;
  o.missing = std::to_string(open.size()) + " of " + std::to_string(report.whom.size())
              + (until == membership::member ? " agents are still joining"
                                             : " agents have not left yet");
}

std::string growth_line(const json& result, std::string_view have_done) {
  constexpr std::size_t most_named = 10;
  if (!has(result, "agents"))
    return {};
  if (auto note = text_in(result, "note"))
    return "  " + *note + "\n";
  auto out =
      "  "
      + count_of(number_in(result, "done").value_or(0), number_in(result, "agents").value_or(0))
      + " agents " + std::string(have_done) + ", in " + with_ms(number_in(result, "waited_ms"))
      + "\n  ";
  const auto& clusters = list_in(result, "clusters");
  for (std::size_t i = 0; i < clusters.size() && i < most_named; ++i)
    out += (i > 0 ? ", " : "") + text_or(clusters[i], "cluster", "-") + ": "
           + number_text(number_in(clusters[i], "agents"));
  if (clusters.size() > most_named)
    out += " and " + std::to_string(clusters.size() - most_named) + " clusters more";
  out += "\n";
  if (auto open = texts_in(result, "open"); !open.empty())
    out += "  not yet: " + listed(open) + "\n";
  return out;
}

} // namespace mesh::console
