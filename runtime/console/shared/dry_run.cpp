#include "runtime/console/shared/dry_run.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/routing.hpp"
#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t most_named = 1'000; // in the JSON; `agents` is exact

} // namespace

void would_do(outcome& o, std::string_view what) {
  o.data["would"] = what;
}

void would_do(outcome& o, std::string_view what, const std::vector<agent_id>& whom) {
  would_do(o, what);
  std::set<cluster_id> clusters;
  auto names = json::array();
  for (const auto& id : whom) {
    clusters.insert(id.parent());
    if (names.size() < most_named)
      names.push_back(to_string(id));
  }
  o.data["agents"] = whom.size();
  o.data["clusters"] = clusters.size();
  o.data["who"] = std::move(names);
  o.whom = whom;
}

std::vector<agent_id> routable(command_context& at, const scope& where,
                               std::optional<agent_class> cls, const std::string& capability,
                               outcome& o) {
  std::vector<agent_id> all;
  routing_request wanted;
  wanted.cls = cls;
  if (!capability.empty()) {
    auto set = at.mesh.who().capabilities().resolve({capability});
    if (!set) {
      fail(o, set.error());
      return all;
    }
    wanted.capabilities = *set;
  }
  const auto rules = at.mesh.rules();
  std::map<std::string, std::size_t> others;
  at.mesh.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows) {
      if (!where.contains(row.id) || row.standing == membership::absent
          || (cls && row.cls != *cls))
        continue;
      const auto why = why_not_routable(row, wanted, rules);
      if (why == errc::none)
        all.push_back(row.id);
      else
        ++others[std::string(name_of(why))];
    }
  });
  if (!others.empty())
    o.data["not_asked"] = others;
  return all;
}

std::string draw_dry_run(const json& result, const render_style& style) {
  auto out = paint("would", tone::strong, style) + " " + text_or(result, "would", "do nothing");
  if (const auto agents = number_in(result, "agents")) {
    out += ": " + counted(agents, "agent");
    if (const auto clusters = number_in(result, "clusters"); clusters > 0.0)
      out += " in " + counted(clusters, "cluster");
  }
  out += "\n";
  if (const auto names = texts_in(result, "who"); !names.empty())
    out += name_list(names, number_in(result, "agents").value_or(0), 2, style);
  for (const auto& [reason, count] : object_in(result, "not_asked").items())
    if (count.is_number())
      out +=
          "  " + number_text(count.get<double>()) + " not asked: " + printable(reason) + "\n";
  if (const auto mode = text_in(result, "mode_says"))
    out += "  " + paint("now it would be " + *mode, tone::warning, style) + "\n";
  return out + "  nothing was changed\n";
}

} // namespace mesh::console
