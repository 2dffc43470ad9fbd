#include "tests/mcp/scripted_mesh.hpp"

namespace mesh::test {

mcp::json scripted_mesh::look(const std::string& line) {
  looked.push_back(line);
  return result;
}

mcp::sent_command scripted_mesh::send(const std::string& line) {
  sent.push_back(line);
  return {"t1", works_long ? std::nullopt : std::optional(result)};
}

std::optional<mcp::sent_command> scripted_mesh::task(const std::string& id, bool cancel) {
  if (id != "t1")
    return std::nullopt;
  return mcp::sent_command{id, works_long ? std::nullopt : std::optional(result), cancel};
}

mcp::json scripted_mesh::propose(const std::vector<std::string>& commands, const std::string&) {
  proposed.insert(proposed.end(), commands.begin(), commands.end());
  return result;
}

std::string stateless_request(const std::string& method, mcp::json params) {
  params["_meta"]["io.modelcontextprotocol/protocolVersion"] = mcp::stateless_version;
  params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = mcp::json::object();
  return mcp::json{
      {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", std::move(params)}}
      .dump();
}

mcp::header_fields header_for(const std::string& text) {
  const auto read = mcp::read_message(text);
  return read ? mcp::header_of(*read) : mcp::header_fields{};
}

mcp::json answered(mcp::mesh_port& mesh, const std::string& text, bool read_only) {
  return mcp::json::parse(mcp::answer(text, header_for(text), mesh, read_only).body);
}

mcp::json called(mcp::mesh_port& mesh, const std::string& tool, const mcp::json& arguments,
                 bool read_only) {
  return answered(mesh,
                  stateless_request("tools/call", {{"name", tool}, {"arguments", arguments}}),
                  read_only);
}

} // namespace mesh::test
