#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "messages/ids.hpp"

namespace mesh {

enum class proposal_state : std::uint8_t {
  waiting,
  running,
  done,
  failed,   // it was approved, and a command of it failed
  rejected, // a person said no
  stale,    // what it was made for has changed
  expired,  // nobody said yes in time
  unknown   // the process ended while it ran
};
inline constexpr proposal_state last_proposal_state = proposal_state::unknown;
std::string_view to_string(proposal_state s);

/// The kind of the one who asked. Only a person may approve, and a program never its own.
enum class proposer : std::uint8_t { person, mesh, program };
std::string_view to_string(proposer kind);

/// All that its commands would reach, as their trial runs said when it was made.
struct proposed_reach {
  std::uint64_t agents = 0;
  std::uint64_t clusters = 0;
  std::uint64_t sectors = 0;
  std::vector<std::string> effects; // a sentence for each command
  std::string mode;                 // what the mode of the mesh says to it; empty: nothing
};

/// A change of the mesh that a person has not said yes to yet: exact commands, bound to the
/// state that they were made for (N1).
struct proposal {
  std::uint64_t number = 0;
  std::vector<std::string> commands;
  std::string why;
  proposed_reach reach;
  std::vector<agent_id> whom; // all agents that it reaches; not kept on the disk
  std::uint64_t version = 0;  // a digest of their placement, membership and states
  std::uint64_t made_ms = 0;  // since 1970
  std::uint64_t expires_ms = 0;
  proposer kind = proposer::person;
  std::string by;          // who asked: an operator's name, `mesh`, a program's
  std::string author = {}; // who wrote the commands, where that is not who asked: `model`
  proposal_state state = proposal_state::waiting;
  std::string decided_by;
  std::uint64_t decided_ms = 0;
  std::string outcome;       // in a sentence
  std::uint64_t instead = 0; // stale: the number under which it was offered anew
  bool renewed = false;      // it waited already, for the same state; not kept on the disk

  [[nodiscard]] std::string name() const { return "proposal " + std::to_string(number); }
  [[nodiscard]] bool over() const {
    return state != proposal_state::waiting && state != proposal_state::running;
  }
};

/// A line of the file of proposals; each is whole.
std::string encode_proposal(const proposal& what);
/// `invalid_argument` says what is wrong with the line.
tl::expected<proposal, error> decode_proposal(std::string_view line);

} // namespace mesh
