#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runtime/a2a/answering.hpp"
#include "runtime/console/commands/rights.hpp"
#include "runtime/control/program_share.hpp"
#include "runtime/control/sent_tasks.hpp"
#include "runtime/http/http.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::control {

/// The mesh as an agent of A2A: its card, and `POST /a2a` (N1). The ids of messages are
/// remembered as long as their tasks, so that each is worked on once.
class a2a_door {
public:
  /// Both outlive it.
  a2a_door(local_mesh& mesh, program_share& share) : mesh_(mesh), share_(share) {}

  /// Refer to this object. `encrypted` says whether this server uses TLS.
  [[nodiscard]] std::vector<route> ways_in(std::function<bool()> encrypted);

  /// As task_port, for one operator. `gone` says whether the client has left.
  tl::expected<a2a::inward::task, error> begin(const console::authority& who,
                                               const std::string& message_id,
                                               const std::string& context,
                                               const a2a::inward::wish& what, bool at_once,
                                               const std::function<bool()>& gone);
  std::optional<a2a::inward::task> find(const std::string& owner, const std::string& id);
  std::optional<a2a::inward::task> cancel(const std::string& owner, const std::string& id,
                                          const std::function<bool()>& gone);

private:
  /// A task without its state, which `tasks_` has.
  struct entry {
    std::string owner;
    std::string message_id;
    a2a::inward::task what;
    std::shared_ptr<std::atomic<std::uint64_t>> ended_ms;
  };
  [[nodiscard]] sent_tasks::work
  work_of(const console::authority& who, const a2a::inward::wish& what,
          std::shared_ptr<std::atomic<std::uint64_t>> ended) const;
  std::optional<a2a::inward::task> wait(const std::string& owner, const std::string& id,
                                        duration patience, const std::function<bool()>& gone);
  void forget();

  local_mesh& mesh_;
  program_share& share_;
  std::mutex mutex_;
  std::map<std::string, entry> all_; // by id
  sent_tasks tasks_;
};

} // namespace mesh::control
