#pragma once
#include <functional>
#include <string>

#include "runtime/node/hub/agent_questions.hpp"
#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/hub/kept_records.hpp"
#include "runtime/node/hub/person_questions.hpp"
#include "runtime/node/hub/placement_executor.hpp"

namespace mesh::node {

/// Receives what nodes say to the orchestrator's host, and gives it to whom it is for.
///
/// Before a process belongs to the mesh it has nothing to say but hello. A process that
/// does not hold a sector is not believed about it (fencing, R2). A message from agent to
/// agent is passed on unread.
class hub_inbox {
public:
  struct parts {
    surroundings& around;
    node_table& table;
    sessions& links;
    part_places& places;
    part_ways& ways;
    open_questions& questions;
    member_news& members;
    placement_executor& placement;
    host_gate& gate;
    kept_records& records;
    agent_questions& agents;
    person_questions& persons;
  };
  /// `to_root` says something to the orchestrator, when there is one.
  hub_inbox(const parts& others, const hub_setup& setup, std::function<time_point()> now,
            std::function<void(const caf::message&)> to_root)
      : o_(others), setup_(setup), now_(std::move(now)), to_root_(std::move(to_root)) {}

  /// An entry of this session, which `from` sent.
  void take(session_id session, link_entry&& e, const caf::strong_actor_ptr& from);

  // About the node (runtime/node/protocol/dispatch.hpp)
  void take(row<entry_kind::hello> kind, const node_hello& said, const link_entry& e);
  void take(row<entry_kind::goodbye> kind, const link_entry& e);
  void take(row<entry_kind::sector_dropped> kind, const link_entry& e);
  void take(row<entry_kind::counters> kind, const node_counters& counted, const link_entry& e);
  void take(row<entry_kind::ask_admission> kind, admission_question what, const link_entry& e);
  void take(row<entry_kind::agents_at_port> kind, const agents_at_port& news,
            const link_entry& e);
  void take(row<entry_kind::port_refusal> kind, const port_refusal& what, const link_entry& e);
  void take(row<entry_kind::port_links> kind, const port_links& all, const link_entry& e);
  void take(row<entry_kind::seen_runs> kind, seen_runs said, const link_entry& e);
  void take(row<entry_kind::ask_person> kind, const person_question& what, const link_entry& e);
  void take(row<entry_kind::person_withdrawal> kind, const person_withdrawal& what,
            const link_entry& e);
  void take(row<entry_kind::sector_up> kind, const link_entry& e);
  void take(row<entry_kind::sector_down> kind, const link_entry& e);
  void take(row<entry_kind::sector_failed> kind, error why, const link_entry& e);

private:
  /// The sender of what is read at present.
  struct speaker {
    session_id session = 0;
    sessions::peer* as = nullptr;
    const caf::strong_actor_ptr* from = nullptr;
  };
  [[nodiscard]] bool is_believed(const link_entry& e) const;
  void from_part(link_entry&& e);
  void post(link_entry&& e);
  void up(const link_entry& e);
  void unreadable(const link_entry& e) const;

  parts o_;
  const hub_setup& setup_;
  std::function<time_point()> now_;
  std::function<void(const caf::message&)> to_root_;
  speaker now_speaks_;
};

} // namespace mesh::node
