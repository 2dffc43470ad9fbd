#pragma once
// The protocol of the mesh on one page: who can be told what. Every actor of
// the tree has its handle here, with a comment to each clause.
//
//   orchestrator ── sector_coordinator ── cluster_lead ── agent
//
// Commands go down as a message (what is said, shared by all) and an order (to
// whom, and when it is to be there); what comes up are summaries. What may
// cross a process is wrapped in wire<T>; the rest stays inside one.
#include <vector>

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "messages/agent_identity.hpp"
#include "messages/agent_messages.hpp"
#include "messages/freeze.hpp"
#include "messages/gather_summary.hpp"
#include "messages/membership.hpp"
#include "messages/message.hpp"
#include "messages/orchestration.hpp"
#include "messages/post_order.hpp"
#include "messages/protection_messages.hpp"
#include "messages/routing_rules.hpp"
#include "messages/scatter_order.hpp"
#include "messages/summaries.hpp"
#include "messages/supervision_messages.hpp"
#include "messages/wire.hpp"

namespace mesh {

struct meet_lead;
struct meet_coordinator;
struct meet_orchestrator;
struct lead_is;
struct coordinator_is;

/// An agent: takes messages from its lead, one at a time, and answers with
/// `ack` and `heartbeat`.
using agent_actor = caf::typed_actor<
    // A message to work on. Answered by exactly one ack, sooner or later, unless
    // it was withdrawn before work began.
    caf::reacts_to<deliver>,
    // Answered by one heartbeat (Z5).
    caf::reacts_to<pulse>,
    // Forget a message that is not needed any more.
    caf::reacts_to<withdraw>,
    // Your lead was replaced; this is the new one.
    caf::reacts_to<meet_lead>,
    // Your context is damaged: work from this one (F4).
    caf::reacts_to<load_context>,
    // Stop, or go on (O6). Answered by one agent_frozen or agent_thawed.
    caf::reacts_to<freeze_agent>, caf::reacts_to<thaw_agent>,
    // Fail, so that one can see what comes of it.
    caf::reacts_to<fault>>;

/// One agent as its lead gets to know it.
struct member {
  agent_actor handle;
  agent_identity who;
  std::uint16_t incarnation = 0; // which replacement of the agent this is
  membership standing = membership::member;
};

/// Ends a gather early: what was not sent is not sent any more, and what was
/// is not waited for.
struct cancel_gather {
  std::uint64_t gather = 0;
};

/// A lead of up to 100 agents: computes send times, gathers, answers upward
/// with summaries (T3).
using cluster_lead_actor = caf::typed_actor<
    // These are your agents; publishes the cluster's first page.
    caf::reacts_to<std::vector<member>>,
    // Send to your agents. Answered upward by one wire<gather_summary>.
    caf::reacts_to<wire<message>, wire<scatter_order>>,
    // A message for one of your agents from an agent elsewhere.
    caf::reacts_to<wire<message>, wire<post_order>>,
    // From an agent: what became of a message, a sign of life, what it has in
    // hand, a message for another agent (passed on here, or up the tree).
    caf::reacts_to<ack>, caf::reacts_to<heartbeat>, caf::reacts_to<work_note>,
    caf::reacts_to<post>,
    // Replaces the routing rules (Z8).
    caf::reacts_to<wire<routing_rules>>, caf::reacts_to<cancel_gather>,
    // From the cluster's supervisor: an agent went down, was replaced (what it
    // had in hand is given to the new one) or is new, will not be replaced.
    caf::reacts_to<member_lost>, caf::reacts_to<member>, caf::reacts_to<member_gone>,
    // Agents that are to leave, and one that has (T5).
    caf::reacts_to<leave_order>, caf::reacts_to<member_left>,
    // Stop your agents, or let them go on (O6). Answered upward by one
    // freeze_report, from what the agents say.
    caf::reacts_to<freeze_order>, caf::reacts_to<agent_frozen>, caf::reacts_to<agent_thawed>,
    // Your coordinator was replaced.
    caf::reacts_to<meet_coordinator>,
    // A breaker above you, or your own, has changed (B2): who chooses agents is
    // to see it. An agent that is not to be used any more (F5).
    caf::reacts_to<wire<circuit>>, caf::reacts_to<wire<quarantine_order>>,
    // Get agents out of quarantine (O5).
    caf::replies_to<heal_order>::with<heal_report>, caf::reacts_to<fault>>;

/// Coordinates the clusters of one sector, also without an orchestrator (T2).
using sector_coordinator_actor = caf::typed_actor<
    // These are your leads, in the order of their clusters; none where a
    // cluster is down.
    caf::reacts_to<std::vector<cluster_lead_actor>>,
    // As for a lead; each lead gets its own part of the targets.
    caf::reacts_to<wire<message>, wire<scatter_order>>,
    caf::reacts_to<wire<message>, wire<post_order>>,
    // From a lead: its part of a gather; its line of the map (Z7).
    caf::reacts_to<wire<gather_summary>>, caf::reacts_to<wire<cluster_summary>>,
    caf::reacts_to<wire<routing_rules>>, caf::reacts_to<cancel_gather>,
    // From the sector's supervisor: a lead was replaced, or is gone (no handle).
    // What the old one had in hand is asked of the new one.
    caf::reacts_to<lead_is>,
    // Freeze or thaw (O6), and what a lead reports of it. Answered upward by one
    // freeze_report.
    caf::reacts_to<freeze_order>, caf::reacts_to<freeze_report>,
    // The orchestrator was replaced.
    caf::reacts_to<meet_orchestrator>,
    // From a lead: an agent failed (F1-F4). From above: open or close a breaker
    // by hand; an agent that is not to be used any more (F5).
    caf::reacts_to<wire<failure_event>>, caf::reacts_to<wire<circuit>>,
    caf::reacts_to<wire<quarantine_order>>,
    // A conflict that is the coordinator's, or goes on to the orchestrator (K2).
    caf::reacts_to<wire<conflict_notice>>,
    // Close breakers (O5).
    caf::replies_to<heal_order>::with<heal_report>, caf::reacts_to<fault>>;

/// The root: turns what operators and programs ask into orders.
using orchestrator_actor = caf::typed_actor<
    // These are your sectors, in order; none where a sector is down.
    caf::reacts_to<std::vector<sector_coordinator_actor>>,
    caf::replies_to<scatter_request>::with<scatter_result>,
    caf::replies_to<cascade_request>::with<cascade_result>,
    caf::replies_to<delegate_request>::with<delegate_result>,
    caf::replies_to<pipeline_request>::with<pipeline_result>,
    // Answered by the cancelled request itself.
    caf::reacts_to<cancel_request>,
    // From a sector: its part of a gather; its line of the map (Z7).
    caf::reacts_to<wire<gather_summary>>, caf::reacts_to<wire<sector_summary>>,
    // A message of an agent to one in another sector.
    caf::reacts_to<wire<message>, wire<post_order>>,
    // Replaces the routing rules of the whole mesh (Z8).
    caf::reacts_to<wire<routing_rules>>,
    // The figures for `kpi` and `status`.
    caf::replies_to<report_request>::with<orchestrator_report>,
    // Freeze or thaw (O6), and what a sector reports of it.
    caf::replies_to<freeze_order>::with<freeze_report>, caf::reacts_to<freeze_report>,
    // From the supervisor: a coordinator was replaced, or is gone (no handle).
    caf::reacts_to<coordinator_is>,
    // From a sector: a failure that was escalated; what a breaker has become.
    caf::reacts_to<wire<failure_event>>, caf::reacts_to<wire<circuit>>,
    // A conflict that is the orchestrator's, or that a coordinator has not heard
    // of (K2).
    caf::reacts_to<wire<conflict_notice>>,
    // From an operator: open or close a breaker. Answered with what is wrong
    // with that, if anything.
    caf::replies_to<circuit_request>::with<circuit_answer>,
    // Close breakers (O5).
    caf::replies_to<heal_order>::with<heal_report>, caf::reacts_to<fault>>;

/// To the agents of a lead that was replaced.
struct meet_lead {
  cluster_lead_actor lead;
};
/// To the leads of a coordinator that was replaced.
struct meet_coordinator {
  sector_coordinator_actor coordinator;
};
/// To the coordinators when the orchestrator was replaced.
struct meet_orchestrator {
  orchestrator_actor orchestrator;
};
/// Up the supervisors: who leads a cluster now; nobody while it is down.
struct lead_is {
  cluster_id cluster;
  cluster_lead_actor lead;
};
/// Up the supervisors: who coordinates a sector now; nobody while it is down.
struct coordinator_is {
  sector_id sector;
  sector_coordinator_actor coordinator;
};

// The supervisors mirror the tree: each starts those below it, replaces what
// fails, and tells the others who is there now. They do no work of the mesh.

/// Supervises one lead and its agents.
using cluster_supervisor_actor =
    caf::typed_actor<caf::reacts_to<unresponsive>, caf::reacts_to<meet_coordinator>,
                     // Agents to be started, or to be stopped when the lead says
                     // that nothing is open with them (T5).
                     caf::reacts_to<join_order>, caf::reacts_to<leave_order>,
                     caf::reacts_to<may_leave>,
                     caf::replies_to<fault_order>::with<fault_report>,
                     caf::replies_to<heal_order>::with<heal_report>>;
/// Supervises one coordinator and the supervisors of its clusters.
using sector_supervisor_actor =
    caf::typed_actor<caf::reacts_to<lead_is>, caf::reacts_to<unresponsive>,
                     caf::reacts_to<meet_orchestrator>, caf::reacts_to<join_order>,
                     caf::reacts_to<leave_order>,
                     caf::replies_to<fault_order>::with<fault_report>,
                     caf::replies_to<heal_order>::with<heal_report>>;
/// Supervises the orchestrator and the supervisors of the sectors.
using mesh_supervisor_actor =
    caf::typed_actor<caf::reacts_to<coordinator_is>, caf::reacts_to<unresponsive>,
                     caf::reacts_to<sign_of_life>,
                     // More agents, or fewer (T5). Answered when the roster says so.
                     caf::replies_to<grow_order>::with<growth_report>,
                     caf::replies_to<drain_order>::with<growth_report>,
                     caf::replies_to<fault_order>::with<fault_report>,
                     caf::replies_to<heal_order>::with<heal_report>>;

} // namespace mesh
