#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "messages/agent_links.hpp"
#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// An agent from outside that is to be let in (X1).
struct enroll_order {
  std::string name; // as the agent calls itself; unique for ever
  agent_class cls = agent_class::c_persistent;
  std::vector<std::string> capabilities; // beside those of its class
  scope where;                           // the sector or cluster in which it is to be
};

/// The way in for an agent that was enrolled, once.
struct agent_invite {
  std::string agent;
  std::string url;
  std::vector<std::string> urls; // of other hosts, for when the first cannot be reached
  std::string token;             // a secret
  std::string ca;                // PEM: the certificate that the mesh's one is checked against
  std::uint64_t expires_ms = 0;  // since 1970
};

/// The standing of an enrolment.
enum class enrolment_state : std::uint8_t {
  invited,   // nobody has come with the token yet
  enrolled,  // it has a key
  suspended, // not let in until it is resumed
  revoked,   // never let in again
};
constexpr std::string_view to_string(enrolment_state s) {
  switch (s) {
  case enrolment_state::invited:
    return "invited";
  case enrolment_state::enrolled:
    return "enrolled";
  case enrolment_state::suspended:
    return "suspended";
  case enrolment_state::revoked:
    break;
  }
  return "revoked";
}

/// An operator's act on an enrolment.
enum class enrolment_act : std::uint8_t {
  rotate,  // the agent is told to make a new key
  revoke,  // its link is closed, and what it still says is void
  suspend, // the same until it is resumed
  resume,
};

/// A key of an agent, as people see it.
struct agent_key_view {
  std::string fingerprint; // SHA-256 of the public key, 64 hexadecimal digits
  std::uint64_t since_ms = 0;
  std::uint64_t until_ms = 0;
};

/// A moment in the history of an enrolment.
struct enrolment_event {
  std::uint64_t at_ms = 0;
  std::string kind; // invited, key_bound, key_rotated, suspended ...
  std::string detail;
  bool operator==(const enrolment_event&) const = default;
};

/// An agent that was enrolled, for people.
struct enrolled_agent {
  std::string name;
  std::optional<agent_id> id; // none: it has never come
  agent_class cls = agent_class::c_persistent;
  std::vector<std::string> capabilities;
  scope where;
  enrolment_state state = enrolment_state::invited;
  std::vector<agent_key_view> keys; // that are good; the newest first
  std::string address;              // of its link; empty: it has none at present
  std::vector<enrolment_event> history;
};

/// Where an agent from outside lives, and what it was given and has not answered.
struct agent_home {
  std::string name;
  std::string address; // of its link; empty: it has none at present
  struct delivery {
    message_id id;
    double since_ms = 0;
    int attempt = 0;
    double share = 0; // done, as it says
    std::string note;
  };
  std::vector<delivery> has;
};

/// Counts of a door since the start, but for the first three, which say now.
struct agent_door_counts {
  std::uint64_t links = 0;
  std::uint64_t agents = 0;
  std::uint64_t handshakes = 0;                 // unfinished
  std::map<std::string, std::uint64_t> refused; // by reason
  std::uint64_t delivered = 0;
  std::uint64_t delivered_again = 0;
  std::uint64_t answered = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t given_up = 0;
  std::uint64_t implausible_times = 0;
};

/// The door for agents from outside, as commands use it (X1). Any thread; the calls may
/// wait for the disk.
class agent_door {
public:
  virtual ~agent_door() = default;
  /// Lets an agent in once. `already_exists`: the name is taken; `no_capable_agent`: a
  /// capability that this mesh does not know; `unknown_target`: no such place.
  virtual tl::expected<agent_invite, error> enroll(const enroll_order& what) = 0;
  /// `unknown_target`: nobody of that name; `invalid_argument`: not in this state.
  virtual tl::expected<void, error> change(const std::string& name, enrolment_act what) = 0;
  /// By name, without their history.
  [[nodiscard]] virtual std::vector<enrolled_agent> enrolled() const = 0;
  /// With its history; `unknown_target`.
  [[nodiscard]] virtual tl::expected<enrolled_agent, error>
  find(const std::string& name) const = 0;
  [[nodiscard]] virtual std::vector<agent_link_view> links() const = 0;
  /// None: the agent with this place is not from outside.
  [[nodiscard]] virtual std::optional<agent_home> home_of(agent_id id) const = 0;
  /// None: its links are on other hosts, which count.
  [[nodiscard]] virtual std::optional<agent_door_counts> door_counts() const = 0;
};

} // namespace mesh
