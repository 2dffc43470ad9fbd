#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/parts/surroundings.hpp"
#include "actors/work/person/inbox.hpp"
#include "messages/interfaces.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/node/bodies/node_counters.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/bodies/seen_runs.hpp"
#include "runtime/placement/node_table.hpp"
#include "runtime/placement/peer_answer.hpp"

namespace mesh::node {

/// A node's answer to whether it reaches another one (R2).
struct reach_answer {
  std::string about;
  peer_answer answer;
};
/// The finding at a node's witness, by this process itself.
enum class witnessed : std::uint8_t {
  alive,   // its process answers, with its certificate
  refused, // its host is there, but nobody listens
  nothing,
};
struct probe_answer {
  std::string name;
  session_id session = 0;
  witnessed what = witnessed::nothing;
  session_id by = 0; // which process answered; 0: it does not say
};
using node_probe =
    std::function<void(const caf::actor& hub, session_id session, const node_peer& whom)>;
using node_inquiry = std::function<void(const caf::actor& hub, const node_peer& about,
                                        const std::vector<node_peer>& others)>;

/// State that each life of the hub leaves to the next one. They follow one another: it is
/// never used by two.
struct hub_memory {
  stored_placement placed;                      // the newest that was carried out
  std::map<session_id, node_counters> counted;  // of each node's counters, so far
  std::map<session_id, seen_runs> seen;         // of each node's gathers, so far
  std::map<std::string, std::string> witnesses; // by name, also of nodes that are away
  std::map<std::string, session_id> joined;     // the newest that people were told of, by name
  std::map<std::string, std::string> agents_urls; // where agents from outside come, by name
};

struct hub_setup {
  surroundings* around = nullptr;
  std::function<orchestrator_actor()> root; // none while it is being replaced
  /// The name in the certificate of whoever sent something; nothing: nobody is
  /// at that end any more. Empty function: what a node says is believed.
  std::function<std::optional<std::string>(const caf::strong_actor_ptr&)> certified = {};
  std::string mesh_config; // what all hosts must agree on
  std::shared_ptr<hub_memory> kept = std::make_shared<hub_memory>();
  std::uint64_t life = 0; // so many have gone before
  /// Makes a placement durable; it is carried out only then.
  std::function<tl::expected<void, error>(const stored_placement&)> store = {};
  std::function<session_id()> new_session;
  /// Asks the others, by another way than the links, whether they reach a node;
  /// each is answered to the hub with one reach_answer. Empty: nobody is asked.
  node_inquiry ask_about = {};
  /// Looks at a node's witness; answered to the hub with one probe_answer. Empty: no
  /// process is ever proven dead.
  node_probe probe = {};
  /// The inbox of people, whichever host they are on; null: nobody is asked.
  inbox* people = nullptr;
  /// The enrolments of agents from outside.
  std::shared_ptr<enrolments_place> agents = std::make_shared<enrolments_place>();
};

/// News of hosts for people: a notice in the event log.
class host_notices {
public:
  host_notices(event_log& events, std::function<time_point()> now)
      : events_(events), now_(std::move(now)) {}
  void tell(notice_kind what, const scope& where, const std::string& host,
            std::string seen) const {
    events_.add(notice{now_(), what, where, host, std::move(seen)});
  }

private:
  event_log& events_;
  std::function<time_point()> now_;
};

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::reach_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::probe_answer)
