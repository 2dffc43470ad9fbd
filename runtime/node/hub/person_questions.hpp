#pragma once
#include <functional>
#include <map>
#include <set>

#include "actors/work/person/inbox.hpp"
#include "messages/person_relay.hpp"
#include "runtime/node/hub/part_places.hpp"
#include "runtime/node/hub/sessions.hpp"
#include "runtime/node/protocol/hub_messages.hpp"
#include "runtime/placement/node_table.hpp"

namespace mesh::node {

/// Takes messages for people on other hosts to the inbox of this process, and the answers back
/// to whoever asked (Z1, class F). Only the host that has a person's cluster may ask them
/// (R2). Tells all hosts how fast people answer, when that has changed.
class person_questions {
public:
  struct parts {
    const node_table& table;
    sessions& links;
  };
  /// `answered` takes an answer back to the hub, from any thread.
  person_questions(const parts& others, inbox* people,
                   std::function<void(person_answered)> answered)
      : o_(others), people_(people), answered_(std::move(answered)) {}

  /// `waited`: on its way here.
  void ask(session_id session, std::uint64_t number, const person_question& what,
           duration waited);
  void withdraw(session_id session, const person_withdrawal& what);
  void answer(const person_answered& made);
  /// That session is over.
  void forget(session_id session);
  /// To whichever host does not know yet.
  void spread();

private:
  void say(session_id session, std::uint64_t number, const work_result& result);

  parts o_;
  inbox* people_; // null: nobody is asked
  const std::function<void(person_answered)> answered_;
  std::map<agent_id, session_id> asked_by_;  // the newest
  std::map<session_id, std::uint64_t> told_; // lessons of the inbox
};

} // namespace mesh::node
