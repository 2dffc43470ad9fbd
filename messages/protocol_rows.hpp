#pragma once
// The protocol between the orchestrator's host and the nodes: one row for each kind of
// entry. From it come the kinds themselves (messages/link_batch.hpp), what is known of
// each while compiling (messages/protocol.hpp), what proxies encode, the hub's routing,
// a node's dispatch, and docs/reference/protocol.md.
//
// ROW(name, number on the wire, form of the body, C++ type, from, to,
//     meaning of the entry's number, kind of its answer, which of those that wait
//     are sent, meaning)
//
// Numbers are only ever added. `form`, the ends, `unanswered` and which are sent are
// explained in messages/protocol.hpp.

// clang-format off
#define MESH_PROTOCOL_ABOUT_NODES(ROW) \
  ROW(hello, 1, plain, node_hello, node, hub, "", unanswered, every, \
      "the node's name, and what it holds") \
  ROW(goodbye, 2, empty, nothing, node, hub, "", unanswered, every, \
      "the node leaves in order") \
  ROW(sector_dropped, 3, empty, nothing, node, hub, "the epoch it held it with", unanswered, every, \
      "the node no longer holds this sector or cluster") \
  ROW(counters, 4, plain, node_counters, node, hub, "", unanswered, newest, \
      "all counters of the node") \
  ROW(ask_admission, 6, plain, admission_question, node, hub, "the question", \
      entry_kind::admission, every, "may this agent from outside be here, or have another key") \
  ROW(agents_at_port, 7, plain, agents_at_port, node, hub, "", unanswered, every, \
      "agents that have come to the node's port, or have left it") \
  ROW(port_links, 8, plain, port_links, node, hub, "", unanswered, newest, \
      "the links on the node's port, for people") \
  ROW(ask_person, 9, plain, person_question, node, hub, "the question", \
      entry_kind::person_answer, every, "a message for a person, for the inbox") \
  ROW(person_withdrawal, 10, plain, person_withdrawal, node, hub, "", unanswered, every, \
      "a message for a person is not to be answered any more") \
  ROW(port_refusal, 11, plain, port_refusal, node, hub, "", unanswered, every, \
      "the node's port has refused somebody or something from outside") \
  ROW(seen_runs, 12, plain, seen_runs, node, hub, "", unanswered, newest, \
      "the answers of the newest gathers on the node, for people who look on") \
  ROW(welcome, 16, plain, node_welcome, hub, node, "", unanswered, every, \
      "the node belongs to the mesh") \
  ROW(refused, 17, plain, error, hub, node, "", unanswered, every, \
      "the node does not belong to the mesh, and why") \
  ROW(host_sector, 18, aged, sector_handover, hub, node, "the epoch", unanswered, every, \
      "hold this sector or cluster") \
  ROW(drop_sector, 19, plain, part_drop, hub, node, "the epoch", unanswered, every, \
      "give this sector or cluster up") \
  ROW(simulate, 20, plain, world_change, hub, node, "its place among the changes", unanswered, every, \
      "a change of the simulated world") \
  ROW(peers, 21, plain, node_welcome, hub, node, "", unanswered, every, \
      "the other nodes have changed; nothing else in it counts") \
  ROW(mesh_term, 22, plain, known_mesh, hub, node, "", unanswered, newest, \
      "the placement that the hub has stored last; without members") \
  ROW(lent_message, 23, plain, message, hub, node, "the message's number on this link", unanswered, every, \
      "a message that several scatters refer to") \
  ROW(forget_message, 24, empty, nothing, hub, node, "the message's number on this link", unanswered, every, \
      "no later scatter refers to this message") \
  ROW(admission, 25, plain, admission_answer, hub, node, "the question", unanswered, every, \
      "whether that agent may be there") \
  ROW(port_order, 26, plain, port_order, hub, node, "", unanswered, every, \
      "an agent is to leave the node's port, or to make a new key") \
  ROW(person_answer, 27, plain, person_answer, hub, node, "the question", unanswered, every, \
      "what became of a message for a person") \
  ROW(people_paces, 28, plain, people_paces, hub, node, "", unanswered, newest, \
      "how fast people answer, and when")

#define MESH_PROTOCOL_DOWN(ROW) \
  ROW(scatter, 32, with_message, scatter_order, orchestrator | coordinator, coordinator | lead, \
      "", unanswered, every, "a message and its receivers") \
  ROW(cancel_gather, 33, numbered, cancel_gather, orchestrator | coordinator, coordinator | lead, \
      "the gather", unanswered, every, "its answers are no longer awaited") \
  ROW(rules, 34, shared, routing_rules, orchestrator | coordinator, coordinator | lead, \
      "", unanswered, every, "the routing rules from now on") \
  ROW(freeze, 35, plain, freeze_order, orchestrator | coordinator, coordinator | lead, \
      "", unanswered, every, "stop agents, or let them go on") \
  ROW(heal_coordinator, 36, plain, heal_order, orchestrator | coordinator, coordinator | lead, \
      "the request", entry_kind::heal_report, every, "close breakers, end quarantines") \
  ROW(heal_supervisor, 37, plain, heal_order, supervisor, sector_supervisor | cluster_supervisor, \
      "the request", entry_kind::heal_report, every, "start what was given up") \
  ROW(fault_order, 38, plain, fault_order, supervisor, sector_supervisor | cluster_supervisor, \
      "the request", entry_kind::fault_report, every, "fail, for a test") \
  ROW(join, 39, plain, join_order, supervisor, sector_supervisor | cluster_supervisor, \
      "", unanswered, every, "agents to be started") \
  ROW(leave, 40, plain, leave_order, supervisor, sector_supervisor | cluster_supervisor, \
      "", unanswered, every, "agents to be stopped") \
  ROW(unresponsive, 41, plain, unresponsive, supervisor, sector_supervisor | cluster_supervisor, \
      "", unanswered, every, "an unresponsive actor") \
  ROW(new_orchestrator, 42, handle, meet_orchestrator, supervisor, sector_supervisor, \
      "", unanswered, every, "the orchestrator was replaced") \
  ROW(to_cluster, 43, envelope, link_batch, node, hub | node, "the kind inside", unanswered, every, \
      "one entry for a cluster that is detached from its sector; relayed unread") \
  ROW(lent_scatter, 44, with_lent, scatter_order, orchestrator, coordinator, \
      "the message's number on this link", unanswered, every, \
      "as scatter, of a message that the node has")

#define MESH_PROTOCOL_BOTH_WAYS(ROW) \
  ROW(post, 64, with_message, post_order, orchestrator | coordinator | lead, \
      orchestrator | coordinator | lead, "on the way up: the receiver", unanswered, every, \
      "a message from one agent to another") \
  ROW(circuit, 65, shared, circuit, orchestrator | coordinator, orchestrator | coordinator | lead, \
      "", unanswered, every, "a breaker has changed, or is to change") \
  ROW(quarantine, 66, shared, quarantine_order, orchestrator | coordinator, coordinator | lead, \
      "", unanswered, every, "an agent that is not to be used any more") \
  ROW(conflict_notice, 67, shared, conflict_notice, orchestrator | coordinator | lead, \
      orchestrator | coordinator, "", unanswered, every, "a conflict for the next level")

#define MESH_PROTOCOL_UP(ROW) \
  ROW(sector_up, 96, empty, nothing, node | hub, hub | node, "the epoch", unanswered, every, \
      "the sector has a coordinator, the cluster a lead") \
  ROW(sector_down, 97, empty, nothing, node | hub, hub | node, "the epoch", unanswered, every, \
      "it has none at present") \
  ROW(sector_failed, 98, plain, error, node | hub, hub | node, "the epoch", unanswered, every, \
      "its supervisor was given up, and why") \
  ROW(gather_summary, 99, shared, gather_summary, coordinator | lead, orchestrator | coordinator, \
      "", unanswered, every, "a part of a gather") \
  ROW(sector_summary, 100, shared, sector_summary, coordinator, orchestrator, \
      "", unanswered, newest, "a sector in one line") \
  ROW(freeze_report, 101, plain, freeze_report, coordinator | lead, orchestrator | coordinator, \
      "", unanswered, every, "the agents that were stopped, or go on") \
  ROW(failure, 102, shared, failure_event, coordinator | lead, orchestrator | coordinator, \
      "", unanswered, every, "a failure that was escalated") \
  ROW(heal_report, 103, answer, heal_report, node, hub | node, \
      "the request", unanswered, every, "the answer to a heal order") \
  ROW(fault_report, 104, answer, fault_report, node, hub | node, \
      "the request", unanswered, every, "the answer to a fault order") \
  ROW(event, 105, aged, failure_event, node, records, "", unanswered, every, \
      "a failure for the event log") \
  ROW(breaker_note, 106, aged, breaker_note, node, records, "", unanswered, every, \
      "a breaker's change for the event log") \
  ROW(page, 107, aged, cluster_page, node, records, "", unanswered, newest, \
      "a cluster's part of the registry") \
  ROW(conflict, 108, plain, aged_conflict, node, records, "", unanswered, every, \
      "a conflict for the journal") \
  ROW(conflict_taken, 109, plain, conflict_level, node, records, "the conflict", unanswered, every, \
      "the level that has taken a conflict") \
  ROW(conflicts_unknown, 110, empty, nothing, node, records, "", unanswered, every, \
      "a new coordinator or lead, which has no open conflicts") \
  ROW(roster_changes, 111, plain, roster_changes, hub | node, records | node, \
      "", unanswered, every, "agents that have joined or left") \
  ROW(from_cluster, 112, envelope, link_batch, node, hub | node, "the kind inside", unanswered, every, \
      "one entry of a cluster that is detached from its sector; relayed unread") \
  ROW(cluster_summary, 113, shared, cluster_summary, lead, coordinator, \
      "", unanswered, newest, "a cluster that is detached in one line; relayed unread")
// clang-format on

#define MESH_PROTOCOL(ROW)                                                                     \
  MESH_PROTOCOL_ABOUT_NODES(ROW)                                                               \
  MESH_PROTOCOL_DOWN(ROW)                                                                      \
  MESH_PROTOCOL_BOTH_WAYS(ROW)                                                                 \
  MESH_PROTOCOL_UP(ROW)
