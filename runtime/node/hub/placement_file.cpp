#include "runtime/node/hub/placement_file.hpp"

#include <nlohmann/json.hpp>

#include "runtime/records/snapshot_file.hpp"

namespace mesh::node {

namespace {

using json = nlohmann::json;

/// Throws what the JSON library throws, and std::invalid_argument.
stored_part part_of(const json& row) {
  auto where = parse_scope(row.at(0).get<std::string>());
  auto level = where ? where->kind() : scope::level::all;
  if (level != scope::level::sector && level != scope::level::cluster)
    throw std::invalid_argument(row.dump());
  auto what = level == scope::level::sector ? placed_part(where->sector())
                                            : placed_part(where->cluster());
  return {what, row.at(1).get<std::string>(), row.at(2).get<std::uint64_t>()};
}

/// Older files do not name processes.
member_list list_of(const json& row) {
  member_list list{row.at(0).get<std::uint64_t>(), {}};
  const auto names = row.at(1).get<std::vector<std::string>>();
  const auto sessions =
      row.size() > 2 ? row.at(2).get<std::vector<session_id>>() : std::vector<session_id>{};
  for (std::size_t i = 0; i < names.size(); ++i)
    list.members.push_back({names[i], i < sessions.size() ? sessions[i] : 0});
  return list;
}

} // namespace

tl::expected<void, error> write_placement(const std::filesystem::path& path,
                                          const stored_placement& placed) {
  auto rows = json::array();
  for (const auto& [what, node, epoch] : placed.parts)
    rows.push_back({to_string(what.where()), node, epoch});
  auto lists = json::array();
  for (const auto& [number, members] : placed.lists) {
    auto names = json::array();
    auto sessions = json::array();
    for (const auto& m : members) {
      names.push_back(m.name);
      sessions.push_back(m.session);
    }
    lists.push_back({number, names, sessions});
  }
  auto processes = json::object();
  for (const auto& [name, p] : placed.processes)
    processes[name] = {p.session, p.host_id};
  return storage::write_snapshot(path, json{{"placement", 1},
                                            {"sectors", rows},
                                            {"nodes", placed.nodes},
                                            {"drained", placed.drained},
                                            {"lists", lists},
                                            {"knows", placed.knows},
                                            {"witnesses", placed.witnesses},
                                            {"processes", processes},
                                            {"mesh", placed.mesh},
                                            {"term", placed.term},
                                            {"behind", placed.behind}}
                                           .dump());
}

tl::expected<stored_placement, error> read_placement(const std::filesystem::path& path,
                                                     int sectors) {
  stored_placement placed;
  std::error_code why; // one that cannot be looked at is told when it is read
  if (!std::filesystem::exists(path, why) && !why)
    return placed;
  auto bytes = storage::read_snapshot(path);
  if (!bytes)
    return tl::unexpected(bytes.error());
  const std::string remedy = "stop all nodes, remove it, and start the orchestrator first";
  try {
    auto all = json::parse(*bytes);
    if (all.at("placement") != 1)
      return tl::unexpected(error{errc::unsupported,
                                  path.string() + " was written by another version",
                                  "start the mesh with that version"});
    for (const auto& row : all.at("sectors"))
      placed.parts.push_back(part_of(row));
    all.at("nodes").get_to(placed.nodes);
    placed.drained = all.value("drained", placed.drained); // older files have none
    placed.knows = all.value("knows", placed.knows);
    placed.witnesses = all.value("witnesses", placed.witnesses);
    for (const auto& row : all.value("lists", json::array()))
      placed.lists.push_back(list_of(row));
    const auto processes = all.value("processes", json::object());
    for (const auto& [name, row] : processes.items())
      placed.processes[name] = {row.at(0).get<session_id>(), row.at(1).get<std::string>()};
    placed.mesh = all.value("mesh", placed.mesh);
    placed.term = all.value("term", placed.term);
    placed.behind = all.value("behind", placed.behind);
  } catch (const std::exception& e) {
    return tl::unexpected(
        error{errc::store_corrupt, path.string() + " holds no placement: " + e.what(), remedy});
  }
  for (const auto& one : placed.parts)
    if (one.what.sector().sector >= sectors)
      return tl::unexpected(error{errc::store_foreign,
                                  path.string() + " names " + to_string(one.what.where()),
                                  remedy});
  return placed;
}

} // namespace mesh::node
