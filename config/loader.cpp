#include "config/loader.hpp"

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "config/check.hpp"
#include "config/read.hpp"
#include "config/relations.hpp"
#include "config/scan.hpp"

namespace mesh {

namespace {

const std::string too_large_limit = "at most " + std::to_string(max_config_bytes) + " bytes";

/// Whether the document leaves the total of agents to be computed.
bool leaves_total_open(const nlohmann::json& document) {
  return !document.contains(nlohmann::json::json_pointer("/topology/agents"));
}

tl::unexpected<std::vector<config_problem>> refused(problem_list problems) {
  return tl::unexpected(std::move(problems).take());
}

tl::unexpected<std::vector<config_problem>> refused(std::string problem, std::string expected) {
  problem_list problems;
  problems.add("", std::move(problem), std::move(expected));
  return refused(std::move(problems));
}

} // namespace

tl::expected<config, std::vector<config_problem>> load_config(std::string_view json_text) {
  if (json_text.size() > max_config_bytes)
    return refused("the text is too large", too_large_limit);
  problem_list problems;
  if (!scan_json(json_text, problems))
    return refused(std::move(problems));
  auto document = nlohmann::json::parse(json_text, nullptr, false, true);
  config c;
  read_fields(document, c, problems);
  check_fields(c, problems);
  if (leaves_total_open(document) && problems.clean("/topology"))
    c.topology = topology_config::of(c.topology.sectors, c.topology.clusters_per_sector,
                                     c.topology.agents_per_cluster);
  check_relations(c, problems);
  if (!problems.empty())
    return refused(std::move(problems));
  return c;
}

namespace {

/// A program named by a relative path (`./agents/count.sh`) lies beside the
/// configuration; a bare name is looked up in PATH.
void find_program(command_work_config& command, const std::filesystem::path& folder) {
  std::filesystem::path program = command.argv.front();
  if (program.has_parent_path() && program.is_relative())
    command.argv.front() =
        std::filesystem::absolute(folder / program).lexically_normal().string();
}

} // namespace

tl::expected<config, std::vector<config_problem>>
load_config_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(max_config_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file.good())
    return refused("cannot read " + path.string() + ": "
                       + std::generic_category().message(errno),
                   "a file with a configuration in JSON");
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto cfg = load_config(text);
  if (cfg)
    for (auto& some : cfg->agents)
      if (some.command)
        find_program(*some.command, path.parent_path());
  return cfg;
}

} // namespace mesh
