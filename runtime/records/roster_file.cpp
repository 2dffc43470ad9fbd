#include "runtime/records/roster_file.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "runtime/records/snapshot_file.hpp"

namespace mesh::storage {

namespace {

using json = nlohmann::json;

constexpr std::array standings{membership::absent, membership::joining, membership::member,
                               membership::leaving};

/// Of an agent that comes over a link, its further capabilities stand here in its row.
constexpr std::size_t linked_at = 3;

json size_json(const topology_config& size) {
  return {size.sectors, size.clusters_per_sector, size.agents_per_cluster};
}

/// Throws what the JSON library throws, and std::invalid_argument.
roster_change change_of(const json& row) {
  auto id = parse_agent_id(row.at(0).get<std::string>());
  auto name = row.at(1).get<std::string>();
  auto standing = std::ranges::find(standings, name, [](membership m) { return to_string(m); });
  auto cls = parse_class(row.at(2).get<std::string>());
  if (!id || standing == standings.end() || !cls)
    throw std::invalid_argument(row.dump());
  roster_change change{*id, *standing, *cls};
  if (row.size() > linked_at) {
    change.linked = true;
    row.at(linked_at).get_to(change.capabilities);
  }
  return change;
}

} // namespace

tl::expected<void, error> write_roster(const std::filesystem::path& path,
                                       const roster_changes& changes,
                                       const topology_config& size) {
  auto rows = json::array();
  for (const auto& [id, standing, cls, linked, can] : changes.agents) {
    json row{to_string(id), to_string(standing), to_string(cls)};
    if (linked)
      row.push_back(json(can));
    rows.push_back(std::move(row));
  }
  json all{{"roster", 1},
           {"size", size_json(size)},
           {"clusters", changes.clusters},
           {"agents", std::move(rows)}};
  return write_snapshot(path, all.dump());
}

tl::expected<roster_changes, error> read_roster(const std::filesystem::path& path,
                                                const topology_config& size) {
  auto bytes = read_snapshot(path);
  if (!bytes)
    return tl::unexpected(bytes.error());
  try {
    auto all = json::parse(*bytes);
    if (all.at("roster") != 1)
      return tl::unexpected(error{errc::unsupported,
                                  path.string() + " was written by another version",
                                  "start the mesh with that version"});
    if (all.at("size") != size_json(size))
      return tl::unexpected(error{errc::store_foreign,
                                  path.string() + " is of a mesh of another size",
                                  "start it with the topology that it was written with, or "
                                  "remove the file to start without those who have joined"});
    roster_changes changes;
    all.at("clusters").get_to(changes.clusters);
    for (const auto& row : all.at("agents"))
      changes.agents.push_back(change_of(row));
    return changes;
  } catch (const std::exception& e) {
    return tl::unexpected(error{errc::store_corrupt,
                                path.string() + " holds no roster: " + e.what(),
                                "remove it to start without those who have joined"});
  }
}

} // namespace mesh::storage
