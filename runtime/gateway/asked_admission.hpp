#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "messages/vocabulary.hpp"
#include "runtime/mesh/agent_admission.hpp"

namespace mesh::gateway {

/// Asks the orchestrator's host who may come in. Any thread.
///
/// While that host does not answer, an agent that it has let in here before, with the same
/// key, is let in again: agents and this host go on without it (R1). What was refused since,
/// or sent elsewhere, is not.
class asked_admission final : public agent_admission {
public:
  using say = std::function<void(std::uint64_t question, const admission_question& what)>;
  using clock = std::function<time_point()>;
  asked_admission(clock now, say to_hub) : now_(std::move(now)), to_hub_(std::move(to_hub)) {}

  void ask(admission_question question, std::function<void(admission_answer)> then) override;
  void answered(std::uint64_t question, admission_answer how);
  /// An operator has turned it out.
  void forget(const std::string& agent);
  /// A part of the mesh is not on this host any more.
  void forget(const scope& part);
  /// Those who have waited for long are answered without the orchestrator's host.
  void tick();
  /// Nobody is asked any more; those who wait are told so.
  void end();

private:
  struct waiting {
    admission_question what;
    std::function<void(admission_answer)> then;
    time_point since;
  };
  struct known {
    std::string key;
    admission_answer how;
  };
  void learn(const admission_question& what, const admission_answer& how);
  [[nodiscard]] admission_answer without_hub(const admission_question& what) const;

  const clock now_;
  const say to_hub_;
  std::mutex mutex_;
  std::uint64_t newest_ = 0;
  std::map<std::uint64_t, waiting> waiting_; // the oldest first
  std::map<std::string, known> let_in_;
  bool ended_ = false;
};

} // namespace mesh::gateway
