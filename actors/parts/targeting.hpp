#pragma once
#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/work/random.hpp"
#include "config/config.hpp"
#include "messages/orchestration.hpp"

namespace mesh {

/// The targets of a request, by what the registry shows at the moment.
///
/// An agent is chosen only when it may be sent the request now: it is routable, no
/// breaker above it is open, and the rules allow it. Where nobody is, the error says
/// why. Nothing is remembered but the rules and the state of the random source: the
/// same seed, registry and requests give the same choices.
class targeting {
public:
  targeting(const config& cfg, const roster& who, const registry& agents, random_source random);

  void use(shared_rules rules) { rules_ = std::move(rules); }
  [[nodiscard]] const routing_rules& rules() const { return *rules_; }

  /// Named targets, a sample, or as many as there are parts, sorted by agent; empty
  /// for everyone in scope, after making sure that this is somebody.
  [[nodiscard]] tl::expected<std::vector<target>, error> choose(const scatter_request& request);

  /// The best agent for a task that is not among `tried`, or the one that it names.
  [[nodiscard]] std::optional<agent_id> pick(const delegate_request& task,
                                             const std::vector<delegate_attempt>& tried) const;
  /// Why nobody was picked for a task; notes in `result` those that are capable (Z8).
  [[nodiscard]] error nobody_for(const delegate_request& task, delegate_result& result) const;

  /// `errc::frozen` when all that are meant are frozen: a mesh of which only a part
  /// is frozen goes on, and names those that are.
  [[nodiscard]] error check_frozen(const scope& where, std::optional<agent_class> cls,
                                   const std::vector<agent_id>& targets) const;

private:
  /// First those that can answer in time, each half in the order of its ids.
  struct able_agents {
    std::vector<agent_id> agents;
    std::size_t in_time = 0; // so many of them
  };
  [[nodiscard]] tl::expected<able_agents, error> find_able(const scatter_request& request,
                                                           const routing_request& wanted) const;
  [[nodiscard]] bool in_time(const scatter_request& request, const agent_row& row) const;
  [[nodiscard]] bool is_meant_for_somebody(const scatter_request& request,
                                           const routing_request& wanted) const;
  [[nodiscard]] tl::expected<routing_request, error>
  wanted_by(const delegate_request& task) const;
  [[nodiscard]] error why_nobody(const scope& where, const routing_request& wanted) const;

  const config& cfg_;
  const roster& who_;
  const registry& agents_;
  random_source random_;
  shared_rules rules_ = std::make_shared<const routing_rules>();
};

} // namespace mesh
