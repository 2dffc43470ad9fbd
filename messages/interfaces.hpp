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

#include <caf/meta/type_name.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "messages/agent_identity.hpp"
#include "messages/agent_messages.hpp"
#include "messages/orchestration.hpp"
#include "messages/wire.hpp"

namespace mesh {

/// An agent: takes messages from its lead, one at a time, and answers with
/// `ack` and `heartbeat`.
using agent_actor = caf::typed_actor<
    // A message to work on. Answered by exactly one ack, sooner or later, unless
    // it was withdrawn before work began.
    caf::reacts_to<deliver>,
    // Answered by one heartbeat (Z5).
    caf::reacts_to<pulse>,
    // Forget a message that is not needed any more.
    caf::reacts_to<withdraw>>;

/// One agent as its lead gets to know it.
struct member {
  agent_actor handle;
  agent_identity who;
};

/// Ends a gather early: what was not sent is not sent any more, and what was
/// is not waited for.
struct cancel_gather {
  std::uint64_t gather = 0;
  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, cancel_gather& c) {
    return f(caf::meta::type_name("cancel_gather"), c.gather);
  }
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
    // From an agent: what became of a message, a sign of life, a message for
    // another agent (passed on here, or up the tree).
    caf::reacts_to<ack>, caf::reacts_to<heartbeat>, caf::reacts_to<post>,
    // Replaces the routing rules (Z8).
    caf::reacts_to<wire<routing_rules>>, caf::reacts_to<cancel_gather>>;

/// Coordinates the clusters of one sector, also without an orchestrator (T2).
using sector_coordinator_actor = caf::typed_actor<
    // These are your leads, in the order of their clusters.
    caf::reacts_to<std::vector<cluster_lead_actor>>,
    // As for a lead; each lead gets its own part of the targets.
    caf::reacts_to<wire<message>, wire<scatter_order>>,
    caf::reacts_to<wire<message>, wire<post_order>>,
    // From a lead: its part of a gather; its line of the map (Z7).
    caf::reacts_to<wire<gather_summary>>, caf::reacts_to<wire<cluster_summary>>,
    caf::reacts_to<wire<routing_rules>>, caf::reacts_to<cancel_gather>>;

/// The root: turns what operators and programs ask into orders.
using orchestrator_actor = caf::typed_actor<
    // These are your sectors, in order.
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
    // What `kpi` and `status` show.
    caf::replies_to<report_request>::with<orchestrator_report>>;

} // namespace mesh
