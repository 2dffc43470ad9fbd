#include "runtime/mcp/summary.hpp"

#include <utility>

namespace mesh::mcp {

namespace {

std::string number_in(const json& data, const std::string& name) {
  const auto found = data.find(name);
  return found != data.end() && found->is_number() ? found->dump() : "?";
}

/// A word of the mesh; never a sentence.
std::string word_in(const json& data, const std::string& name) {
  constexpr std::size_t longest = 40;
  const auto value = data.value(name, json());
  if (!value.is_string() || value.get_ref<const std::string&>().size() > longest
      || value.get_ref<const std::string&>().find_first_of(" \n\t") != std::string::npos)
    return "?";
  return value.get<std::string>();
}

std::string of_list(std::string_view tool, const json& data) {
  const auto more = data.contains("next_cursor");
  return std::string(tool) + ": " + number_in(data, "shown") + " of " + number_in(data, "of")
         + " rows" + (more ? "; next_cursor leads to the others" : "");
}

std::string of_status(const json& data) {
  const auto agents = data.value("agents", json::object());
  const auto sectors = data.value("sectors", json::object());
  return number_in(agents, "active") + " of " + number_in(agents, "total")
         + " agents are active, " + number_in(sectors, "healthy") + " of "
         + number_in(sectors, "total") + " sectors healthy, mode " + word_in(data, "mode");
}

std::string of_scatter(const json& data) {
  return "outcome " + word_in(data, "outcome") + ": " + number_in(data, "ready") + " ready, "
         + number_in(data, "conflict") + " in conflict, " + number_in(data, "straggler")
         + " late, " + number_in(data, "skipped") + " skipped, of "
         + number_in(data, "targets");
}

std::string of_proposal(const json& data) {
  auto text = "proposal " + number_in(data, "proposal") + " is " + word_in(data, "state")
              + " and reaches " + number_in(data, "agents") + " agents";
  if (data.value("state", "") == "waiting")
    text += "; nothing is done until a person approves it";
  return text;
}

} // namespace

std::string summary_of(std::string_view tool, const tool_answer& what) {
  const auto& data = what.data;
  if (const auto found = data.find("error"); found != data.end() && found->is_object())
    return std::string(tool) + " failed: " + word_in(*found, "code");
  if (data.contains("task_id") && data.value("state", "") == "working")
    return "it still runs; ask the tool task for its result";
  if (tool == "status")
    return of_status(data);
  if (data.contains("outcome") && data.contains("targets"))
    return of_scatter(data);
  if (data.contains("proposal") && data["proposal"].is_number())
    return of_proposal(data);
  if (data.contains("rows"))
    return of_list(tool, data);
  return std::string(tool);
}

} // namespace mesh::mcp
