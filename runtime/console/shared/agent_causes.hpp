#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "actors/coordination/causes.hpp"
#include "messages/protection_messages.hpp"
#include "runtime/console/running/command_context.hpp"

/// The causes of an agent's state, and what it has in hand, from what the mesh knows (N1).
namespace mesh::console {

/// Collects the facts about several agents: what is the same for all is asked once.
class fact_finder {
public:
  explicit fact_finder(command_context& at);

  [[nodiscard]] agent_facts of(const agent_row& row);

private:
  class_table able(const agent_row& row, const std::vector<std::string>& capabilities);

  command_context& at_;
  routing_rules rules_;
  std::vector<circuit> circuits_;
  std::map<std::string, class_table> able_; // by the capabilities
};

/// The agents of these places whose work takes longer than is usual. The oldest work first: it
/// is the likeliest to hold up others.
std::vector<agent_row> overdue_agents(command_context& at, const std::vector<scope>& places);
/// `[{"name", "text"}]`, the likeliest first.
nlohmann::ordered_json causes_json(const std::vector<cause>& causes);
/// Writes `task`, `needs`, `waits_for` of what it has in hand; null when it is not known.
void write_task(nlohmann::ordered_json& to, const agent_facts& facts);
/// Facts that cannot be known from here, in sentences: of a mesh over several hosts.
std::vector<std::string> not_known(command_context& at, const scope& where);

} // namespace mesh::console
