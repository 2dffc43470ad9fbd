#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/mcp/message.hpp"

namespace mesh::mcp {

/// A command that was sent to agents and may still run.
struct sent_command {
  std::string task;           // its id; empty: it was not begun, and `result` says why
  std::optional<json> result; // none: it still runs
  bool cancelled = false;
};

/// All that a client may ask of a mesh, for one operator. Results are those of the console's
/// commands (docs/reference/results.md): objects with `exit_code`, and `error` of one that
/// failed.
class mesh_port {
public:
  mesh_port() = default;
  virtual ~mesh_port() = default;
  mesh_port(const mesh_port&) = delete;
  mesh_port& operator=(const mesh_port&) = delete;

  /// Runs a command that only looks; any other is refused.
  virtual json look(const std::string& line) = 0;
  /// Sends `ask` or `gather` to agents, and waits a while; any other command is refused.
  virtual sent_command send(const std::string& line) = 0;
  /// Waits a while for an earlier one of the same operator; none: there is no such task.
  virtual std::optional<sent_command> task(const std::string& id, bool cancel) = 0;
  /// Makes a proposal of these commands: the result of `proposal`. None of them is run.
  virtual json propose(const std::vector<std::string>& commands, const std::string& why) = 0;
  /// The description of the control API.
  [[nodiscard]] virtual std::string_view openapi() const = 0;
};

} // namespace mesh::mcp
