#include "runtime/cli/mcp_command.hpp"

#include <cstdio>
#include <filesystem>
#include <unistd.h>

#include "runtime/base/visible.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/control/mcp_relay.hpp"

namespace mesh {

namespace {

using json = nlohmann::ordered_json;

/// This program, as a client that knows no PATH can start it.
std::string own_path() {
  std::error_code problem;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? "mesh" : path.string();
}

std::string absolute(const std::string& folder) {
  std::error_code problem;
  const auto path = std::filesystem::absolute(folder, problem).lexically_normal();
  return problem ? folder : path.string();
}

} // namespace

void mcp_command::add_to(CLI::App& app) {
  command = app.add_subcommand(
      "mcp", "Serve a mesh elsewhere to a language model, over MCP on stdin and stdout.");
  where.add_to(command);
  command->add_option("--context", where.context, "One of `mesh context list`.")
      ->check(not_empty());
  command->add_flag("--read-only", read_only, "No tools that ask agents, or that propose.");
  command->add_flag("--print-config", print_config,
                    "Print what to paste into common clients, and end.");
}

int mcp_command::print() const {
  std::vector<std::string> words{"mcp"};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty())
      words.insert(words.end(), {name, value});
  };
  add("--at", where.at);
  if (!where.at.empty() || !where.certs.empty())
    add("--certs", absolute(where.certs.empty() ? "certs" : where.certs));
  add("--as", where.as);
  add("--server-name", where.server_name);
  add("--context", where.context);
  if (read_only)
    words.emplace_back("--read-only");
  const json server{{"command", own_path()}, {"args", words}};
  const json servers{{"mcpServers", {{"mesh", server}}}};
  const json code{{"servers", {{"mesh", {{"type", "stdio"}}}}}};
  auto of_code = code;
  of_code["servers"]["mesh"].update(server);
  std::string line = "claude mcp add mesh --";
  line += " " + own_path();
  for (const auto& word : words)
    line += " " + word;
  std::printf("Claude Desktop, Cursor, Windsurf and others (mcpServers in their settings):\n"
              "%s\n\n"
              "VS Code (.vscode/mcp.json):\n%s\n\n"
              "Claude Code:\n%s\n\n"
              "A mesh of `mesh dev --dashboard` on this machine, for clients that speak HTTP:\n"
              "http://127.0.0.1:7480/mcp%s\n",
              json_text(servers, 2).c_str(), json_text(of_code, 2).c_str(), line.c_str(),
              read_only ? "?read_only" : "");
  return 0;
}

int mcp_command::run() const {
  if (print_config)
    return print();
  const auto whom = where.resolve();
  if (!whom)
    return fail(whom.error());
  return control::relay_mcp({*whom, read_only}, STDIN_FILENO, stdout);
}

} // namespace mesh
