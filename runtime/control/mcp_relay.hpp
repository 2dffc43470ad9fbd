#pragma once
#include <cstdio>
#include <string>

#include "runtime/http/client.hpp"

namespace mesh::control {

/// `mesh mcp`: a client of MCP on stdin and stdout, and a mesh elsewhere (N1). Each line of the
/// client is asked there as `POST /mcp`; its answer is one line.
struct mcp_relay_options {
  endpoint whom;
  bool read_only = false;
};
/// Until nobody reads the output, or the input ends: what is under way then has five seconds,
/// and is cancelled. Only
/// messages are written to `out`. Returns the process's exit code.
int relay_mcp(const mcp_relay_options& options, int in, std::FILE* out);

} // namespace mesh::control
