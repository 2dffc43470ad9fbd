#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "runtime/a2a/task.hpp"

namespace mesh::a2a::inward {

/// The tasks of one client.
class task_port {
public:
  task_port() = default;
  virtual ~task_port() = default;
  task_port(const task_port&) = delete;
  task_port& operator=(const task_port&) = delete;

  /// Begins the work of a message, once: a message of the same id gets the task of the first.
  /// Waits a while for its end unless `at_once`. `too_many_in_flight`.
  virtual tl::expected<task, error> begin(const std::string& message_id,
                                          const std::string& context, const wish& what,
                                          bool at_once) = 0;
  /// None: this client has no such task.
  virtual std::optional<task> find(const std::string& id) = 0;
  /// Asks it to end, and waits a moment for that.
  virtual std::optional<task> cancel(const std::string& id) = 0;
};

/// The answer to one request in JSON-RPC; `version` is the header A2A-Version. One line.
std::string answer(std::string_view text, std::string_view version, task_port& tasks);

/// The card of this mesh, which is reached at `url`; over TLS it asks for an operator's
/// certificate.
json agent_card(const std::string& url, bool encrypted);

} // namespace mesh::a2a::inward
