#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/work/work.hpp"
#include "runtime/agent_client/agent_credentials.hpp"
#include "runtime/gateway/link_message.hpp"
#include "runtime/gateway/token_bucket.hpp"

namespace mesh::agent_client {

namespace pb = gateway::pb;

/// The agent's end of the protocol, over all of its links: what it was given, what it has
/// answered, and what the mesh has not acknowledged. No sockets; one thread.
///
/// Always: an id is worked on once. A second delivery of it is answered from memory, for an
/// hour and for so many ids; an answer is kept until the mesh has it.
class client_session {
public:
  struct ways {
    std::function<time_point()> now;
    /// A job to work on; `finished` follows with its run, unless it is cancelled.
    std::function<void(const job& what, std::uint64_t run)> work;
    /// False: it goes on all the same, and will finish.
    std::function<bool(message_id what)> cancel;
    /// The new key is on the disk when it returns; false: it could not be kept.
    std::function<bool()> keep_new_key;
    std::function<void(const std::string& line)> log;
  };

  client_session(agent_credentials& who, bool signed_deliveries, ways out);

  /// A link is up, with this data of its channel binding.
  void linked(std::string bound);
  void lost();
  /// A message from the mesh.
  void heard(const pb::FromMesh& what);
  /// The share of a job that is done, 0 to 1.
  void progressed(message_id what, double share, const std::string& note);
  /// A job has ended.
  void finished(message_id what, std::uint64_t run, work_result result);
  /// No new work; `idle` tells when what there is has ended.
  void step_aside();
  void goodbye();

  /// The next message to the mesh, signed, within what the link allows; none for now.
  std::optional<pb::FromAgent> take();
  [[nodiscard]] bool welcome() const { return welcome_; }
  [[nodiscard]] bool idle() const { return running_.empty(); }
  /// The agent is not let in, and will not be: why.
  [[nodiscard]] const std::optional<error>& refused() const { return refused_; }
  /// It is not let in for now: the link is of no use.
  [[nodiscard]] bool turned_away() const { return turned_away_; }
  /// The agent's cluster is on another host: its address, as the mesh has said it. Until
  /// the next link is up.
  [[nodiscard]] const std::optional<std::string>& sent_to() const { return sent_to_; }
  /// The mesh has asked not to come back before this is over, in ms.
  [[nodiscard]] double come_back_ms() const { return come_back_ms_; }

private:
  struct running {
    time_point since;
    std::uint64_t run = 0;
    bool wanted = true; // false: withdrawn, but it cannot be stopped
  };
  struct answered {
    pb::Answer answer;
    time_point at;
  };
  void hello();
  void begin(const pb::Deliver& what, message_id id);
  void freeze(bool frozen);
  [[nodiscard]] bool is_being_said(const std::string& id) const;
  void add_answers();
  void deliver(const pb::Deliver& what);
  void withdraw(const pb::Withdraw& what);
  void refuse(const pb::Refused& what);
  void rotate();
  void rotated();
  void forget_old();
  [[nodiscard]] std::string sign(std::string_view bytes) const;

  agent_credentials& who_;
  const bool signed_deliveries_;
  const ways out_;
  const std::string instance_;
  std::string bound_;
  std::string nonce_; // of this link; empty: none yet
  std::string mesh_key_;
  std::string link_public_; // the key of this link's hello
  std::optional<keys::signing_key> link_key_;
  bool welcome_ = false;
  bool frozen_ = false;
  std::size_t message_bytes_ = 0; // the link's; 0: no bound
  gateway::token_bucket rate_;
  std::uint64_t runs_ = 0;
  std::uint32_t number_ = 0;
  std::map<message_id, pb::Deliver> held_; // while the agent is frozen
  std::map<message_id, running> running_;
  std::map<message_id, answered> memory_;                       // of what was answered
  std::deque<message_id> memory_order_;                         // the oldest first
  std::vector<pb::Answer> unsaid_;                              // on this link
  std::map<std::uint32_t, std::vector<pb::Answer>> unreceived_; // by their number
  pb::FromAgent next_;
  std::optional<error> refused_;
  bool turned_away_ = false;
  std::optional<std::string> sent_to_;
  bool tries_next_ = false; // the hello was said with the new key
  double come_back_ms_ = 0;
};

} // namespace mesh::agent_client
