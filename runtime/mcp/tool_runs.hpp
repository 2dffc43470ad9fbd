#pragma once
#include "runtime/mcp/tools.hpp"

/// The tools themselves: from arguments to commands of the mesh and their results.
namespace mesh::mcp::runs {

tool_answer status(const arguments& given, mesh_port& mesh);
tool_answer find_agents(const arguments& given, mesh_port& mesh);
tool_answer explain(const arguments& given, mesh_port& mesh);
tool_answer history(const arguments& given, mesh_port& mesh);
tool_answer conflicts(const arguments& given, mesh_port& mesh);
tool_answer events(const arguments& given, mesh_port& mesh);
tool_answer chains(const arguments& given, mesh_port& mesh);
tool_answer ask(const arguments& given, mesh_port& mesh);
tool_answer gather(const arguments& given, mesh_port& mesh);
tool_answer task(const arguments& given, mesh_port& mesh);
tool_answer propose(const arguments& given, mesh_port& mesh);
tool_answer proposals(const arguments& given, mesh_port& mesh);

} // namespace mesh::mcp::runs
