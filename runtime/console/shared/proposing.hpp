#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "messages/routing_rules.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/proposals/proposal.hpp"

/// Changes that wait for a person's yes (N1): their reach and version come from trial runs of
/// their exact commands, and so does the check that they are still what was shown.
namespace mesh::console {

/// A change that somebody wants.
struct wanted_change {
  std::vector<std::string> commands;
  std::string why;
  proposer kind = proposer::person;
  std::string by;
  std::string author = {}; // as in `proposal`
};

/// Tries its commands and puts it on the list, with an event. The error of the first command
/// that could not run, or `too_many_in_flight`.
tl::expected<proposal, error> propose(command_context& at, wanted_change what);

/// Approves it as the present operator: runs exactly its commands, or refuses it as stale and
/// offers it anew. Fills in the outcome; the results of its commands are in `results`.
void approve(command_context& at, std::uint64_t number, outcome& o);
/// Rejects it as the present operator.
void reject(command_context& at, std::uint64_t number, const std::string& why, outcome& o);
/// Adds the events of those that have expired.
void note_expired(command_context& at);

/// The proposal of that number; none: it was said that there is no such one.
std::optional<proposal> find_proposal(command_context& at, std::uint64_t number, outcome& o);
/// `'freeze s07', 'heal s08'`.
std::string listed_commands(const proposal& what);
/// As docs/reference/results.md describes it.
nlohmann::ordered_json proposal_json(const proposal& what, std::uint64_t now_ms);
/// `proposal 3, waiting, by mesh, for 9 min: ...`.
std::string draw_proposal(const nlohmann::ordered_json& row, const render_style& style);

} // namespace mesh::console
