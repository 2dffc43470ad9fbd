#pragma once
#include <map>
#include <string>
#include <vector>

#include "runtime/mcp/endpoint.hpp"

namespace mesh::test {

/// A mesh that answers as a test says, and remembers everything that it was asked.
class scripted_mesh final : public mcp::mesh_port {
public:
  mcp::json look(const std::string& line) override;
  mcp::sent_command send(const std::string& line) override;
  std::optional<mcp::sent_command> task(const std::string& id, bool cancel) override;
  mcp::json propose(const std::vector<std::string>& commands, const std::string& why) override;
  [[nodiscard]] std::string_view openapi() const override { return "{}"; }

  mcp::json result = mcp::json{{"command", "status"}}; // of whatever is asked
  bool works_long = false;
  std::vector<std::string> looked, sent, proposed;
};

/// A request of the stateless revision, whole.
std::string stateless_request(const std::string& method,
                              mcp::json params = mcp::json::object());
/// The header that belongs to such a message.
mcp::header_fields header_for(const std::string& text);
/// The answer's JSON, whatever its status.
mcp::json answered(mcp::mesh_port& mesh, const std::string& text, bool read_only = false);
/// As a client of that era calls a tool; its result.
mcp::json called(mcp::mesh_port& mesh, const std::string& tool,
                 const mcp::json& arguments = mcp::json::object(), bool read_only = false);

} // namespace mesh::test
