#pragma once
#include "messages/interfaces.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

// What never leaves a process needs no serialisation, and says so here.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::deliver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::ack)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::post)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::pulse)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::heartbeat)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_note)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::withdraw)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::load_context)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::freeze_agent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::thaw_agent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::agent_frozen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::agent_thawed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::freeze_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::freeze_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::member)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::member_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::member_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::member_left)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::may_leave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::join_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::leave_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::grow_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::drain_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::growth_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::meet_lead)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::meet_coordinator)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::meet_orchestrator)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::lead_is)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::coordinator_is)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::unresponsive)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::sign_of_life)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::fault)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::fault_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::fault_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::heal_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::heal_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<mesh::member>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<mesh::cluster_lead_actor>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<mesh::sector_coordinator_actor>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::scatter_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::scatter_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::cascade_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::cascade_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::delegate_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::delegate_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::pipeline_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::pipeline_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::cancel_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::report_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::circuit_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::circuit_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::orchestrator_report)

namespace mesh {

/// Registers what may leave a process; to be called on the configuration of
/// every actor system that takes part in a mesh.
template <class Config>
void add_message_types(Config& cfg) {
  cfg.template add_message_type<wire<message>>("mesh::message")
      .template add_message_type<wire<scatter_order>>("mesh::scatter_order")
      .template add_message_type<wire<post_order>>("mesh::post_order")
      .template add_message_type<wire<gather_summary>>("mesh::gather_summary")
      .template add_message_type<wire<cluster_summary>>("mesh::cluster_summary")
      .template add_message_type<wire<sector_summary>>("mesh::sector_summary")
      .template add_message_type<wire<routing_rules>>("mesh::routing_rules")
      .template add_message_type<wire<failure_event>>("mesh::failure_event")
      .template add_message_type<wire<circuit>>("mesh::circuit")
      .template add_message_type<wire<quarantine_order>>("mesh::quarantine_order")
      .template add_message_type<wire<conflict_notice>>("mesh::conflict_notice")
      .template add_message_type<cancel_gather>("mesh::cancel_gather");
}

} // namespace mesh
