#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/protection.hpp"
#include "messages/conflict.hpp"
#include "messages/orchestration.hpp"

/// The strategies by which the mesh itself ends a conflict (K3). Each strategy acts first, and
/// the conflict is checked again before it is closed; what is not settled by that stays for a
/// person. A strategy is a function of a case, which says what to do next; it is asked again
/// with what came of that.
namespace mesh {

/// The conflict is over.
struct settlement {
  std::string how;  // the strategy, as the log names it
  std::string note; // what was seen when it was checked again
};

/// An agent is to be sent something; what it answers is the check.
struct ask_agent {
  std::optional<agent_id> whom; // none: the best of those that may_be_given() it
  draft what;
};

/// The mesh can do no more.
struct left_to_person {
  std::string why;
};

using resolution_step = std::variant<ask_agent, settlement, left_to_person>;

/// The result of asking one agent.
struct resolution_attempt {
  agent_id agent;
  trinary state = trinary::transit;
  errc failure = errc::none;                     // why there is no answer
  std::string said;                              // its answer, or what went wrong
  std::optional<conflict_type> contradicts = {}; // of its -1
};

/// The mesh's view of the agent that a value comes from.
struct source_standing {
  bool good_context = false; // verified by its hash, and not in quarantine
  double confidence = 0;     // S4
};

/// A conflict that is to be resolved, with all that a strategy goes by.
struct resolution_case {
  conflict_record record;
  std::vector<resolution_attempt> attempts = {};
  bool from_before = false; // of an earlier process: what it tried is not known
  source_standing expected_by = {}, received_from = {};
};

/// The next step for a conflict of any type.
resolution_step next_step(const resolution_case& c, const conflicts_config& cfg);

/// `s07.c04.a12 answered -1: ...`, `s07.c04.a12 gave no answer: timeout ...`.
std::string to_string(const resolution_attempt& attempt);

/// CAPABILITY_MISMATCH: the work is given to somebody else (rerouting.hpp).
resolution_step reroute(const resolution_case& c, const conflicts_config& cfg);
/// DATA_CONTRADICTION: the stronger source corrects the weaker (provenance.hpp).
resolution_step trace_provenance(const resolution_case& c, const conflicts_config& cfg);
/// TEMPORAL_PARADOX: the order of causes is rebuilt (causal_order.hpp).
resolution_step reconcile_clocks(const resolution_case& c);
/// CONTEXT_DIVERGENCE: what does not contradict is merged (branches.hpp).
resolution_step reconcile_branches(const resolution_case& c, const conflicts_config& cfg);

/// The context that an agent reports.
struct context_seen {
  std::uint64_t hash = 0; // 0: not known
  bool quarantined = false;
};

/// HASH_MISMATCH: the agent was kept away from work and given the known-good
/// context again (F4). Over when it works from that one and is used again.
std::optional<settlement> settle_hash_mismatch(agent_id who, context_seen now,
                                               std::uint64_t good_hash);

} // namespace mesh
