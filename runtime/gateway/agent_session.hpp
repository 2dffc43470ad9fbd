#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "actors/work/linked/linked_agent.hpp"
#include "config/gateway.hpp"
#include "runtime/gateway/link_message.hpp"
#include "runtime/gateway/refusal.hpp"
#include "runtime/gateway/token_bucket.hpp"
#include "runtime/identity/ed25519.hpp"

namespace mesh::gateway {

namespace keys = identity::ed25519;

/// A hello whose signature is good; whether it may come in is for the enrolments to say.
struct hello_claim {
  std::string agent;
  keys::public_key key{};
  std::string token;
};

/// An agent that may come in.
struct welcomed {
  std::shared_ptr<linked_agent> agent;
  pb::Welcome welcome;
  bool only_rotation = false; // its key has ended: no work before it has a new one
};

/// All that a session needs from its link and from the house. Nothing here waits.
class session_ways {
public:
  using admitted = std::function<void(tl::expected<welcomed, refusal>)>;
  using rotated = std::function<void(tl::expected<pb::Rotated, refusal>)>;

  virtual ~session_ways() = default;
  virtual void say(const pb::FromMesh& part) = 0;
  /// `then` is called once, at once or later, on the link's thread; not after the session.
  virtual void admit(const hello_claim& whom, admitted then) = 0;
  virtual void rotate(const std::string& agent, const keys::public_key& old_key,
                      const keys::public_key& new_key, rotated then) = 0;
  /// The data of a channel binding of this link; none when there is none of that name.
  [[nodiscard]] virtual std::optional<std::string>
  binding_data(const std::string& binding) const = 0;
  /// The link itself, for agents that are on it from now on.
  virtual std::shared_ptr<agent_line> line() = 0;
  virtual void pulse_came_back(std::uint32_t number) = 0;
  virtual void note_client(const std::string& program) = 0;
  /// Says goodbye and closes the link.
  virtual void end(const refusal& why) = 0;
  /// Something was refused, and its agent was told: for people, and counted.
  virtual void note_refusal(const std::string& agent, std::string_view about,
                            const refusal& why) = 0;
};

/// The mesh's end of the protocol on one link: who is on it, and what they may say. No
/// sockets; one thread. What is described in docs/reference/agent-link.md is decided here.
class agent_session {
public:
  agent_session(session_ways& ways, const gateway_config& cfg, std::string nonce,
                time_point now);

  /// Everything that one message says.
  void handle(const pb::FromAgent& what, time_point now);
  /// A message that could not be read.
  void unreadable(const error& why);
  /// This agent is not on this link any more, and is told why.
  void drop(const std::string& agent, const refusal& why);
  /// Looks whether it is time for another key of this agent, or of all, and says so.
  void look_at_keys(const std::string& agent = {});
  /// The same for those of a part of the mesh.
  void look_at_keys_in(const scope& part);
  /// The link has ended: its agents are away.
  void lost();
  /// Signs deliveries by `key` where their agents asked for that.
  void sign(pb::FromMesh& what, const keys::signing_key& key) const;

  [[nodiscard]] std::size_t agents() const { return on_it_.size(); }
  /// Grows whenever somebody comes or goes.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] std::vector<std::string> names() const; // of them, in order
  [[nodiscard]] const std::string& nonce() const { return nonce_; }

private:
  struct occupant {
    std::shared_ptr<linked_agent> agent;
    keys::public_key key{};
    std::string instance = {};
    bool signed_deliveries = false;
    bool works = true; // not while its key is good for a rotation alone
  };
  template <class Wanted>
  void look_at_keys_of(Wanted is_wanted);
  void hello(const pb::Hello& said);
  void rotate(const pb::Rotate& said);
  void answers(const pb::FromAgent& what);
  void answer(const std::string& agent, const pb::Answer& said);
  void progress(const pb::Progress& said);
  void step_aside(const pb::StepAside& said);
  /// False: the whole link has ended by it.
  bool goodbye(const pb::Goodbye& said);
  void refuse(const std::string& agent, const char* about, const std::string& id,
              const refusal& why);
  /// The agent meant by a name, which may be left out where there is one; null: not here.
  occupant* find(const std::string& agent);
  [[nodiscard]] std::size_t most_agents() const;
  [[nodiscard]] bool is_signed_hello(const pb::Hello& said, const std::string& bound) const;
  void let_in(const std::string& agent, occupant newcomer, welcomed how);
  [[nodiscard]] std::string meant(const std::string& agent) const;

  session_ways& ways_;
  const gateway_config& cfg_;
  const std::string nonce_;
  token_bucket rate_;
  std::optional<keys::public_key> link_key_; // none before the first good hello
  std::uint32_t last_number_ = 0;
  std::map<std::string, occupant> on_it_;
  std::uint64_t version_ = 0;
  std::map<std::string, occupant> coming_; // their admission is being asked for
};

} // namespace mesh::gateway
