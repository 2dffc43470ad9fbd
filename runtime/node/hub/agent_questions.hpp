#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/hub/part_places.hpp"
#include "runtime/node/hub/sessions.hpp"
#include "runtime/node/protocol/hub_messages.hpp"

namespace mesh::node {

/// Takes the questions of hosts' ports about agents from outside to the enrolments of this
/// process, and the answers back (X1).
///
/// An agent may come in at the host that has its cluster, and is sent there from any other.
/// Whoever is on the port of a host that is gone is nowhere.
class agent_questions {
public:
  struct parts {
    const node_table& table;
    sessions& links;
    const part_places& places;
    hub_memory& kept;
  };
  /// `answered` takes an answer back to the hub, from any thread.
  agent_questions(const parts& others, std::shared_ptr<enrolments_place> enrolments,
                  std::function<void(admission_made)> answered)
      : o_(others), enrolments_(std::move(enrolments)), answered_(std::move(answered)) {}

  /// Where the agents of a host come; empty: nowhere.
  void meet(const std::string& host, const std::string& url) {
    o_.kept.agents_urls[host] = url;
  }
  void ask(session_id session, std::uint64_t number, admission_question what);
  void answer(admission_made made);
  template <class News>
  void heard(session_id session, const std::string& host, const News& news) {
    heard_of_[session] = host;
    enrolments_->use([&](enrolments& all) { all.heard(host, news); });
  }
  /// That session is over.
  void forget(session_id session);
  /// To all hosts.
  void order(const port_order& what);
  [[nodiscard]] agents_urls urls(const scope& where) const;

private:
  /// Where this agent is to be, unless it is there.
  [[nodiscard]] admission_answer placed(session_id session, admission_answer how) const;
  [[nodiscard]] std::string url_of(session_id session) const;

  parts o_;
  const std::shared_ptr<enrolments_place> enrolments_;
  const std::function<void(admission_made)> answered_;
  std::map<session_id, std::string> heard_of_; // hosts with a port
};

} // namespace mesh::node
