#pragma once
#include <vector>

#include <caf/all.hpp>

#include "messages/link_batch.hpp"
#include "messages/type_ids.hpp"
#include "runtime/node/protocol/parcel.hpp"
#include "runtime/placement/held_part.hpp"
#include "runtime/placement/peer_answer.hpp"

/// Messages between the actors of a node about the orchestrator's host.
/// None of it leaves the process.
namespace mesh::node {

/// To the uplink: for the orchestrator's host.
struct to_hub {
  link_entry entry;
};
/// To the uplink: for the coordinator of a cluster that is here, and is detached from it (T1).
struct to_coordinator {
  cluster_id from;
  parcel what;
};

/// From who dials to the uplink: this is the hub, or nobody is there now.
struct hub_found {
  caf::actor hub;
};
struct hub_missing {
  error why;
};

/// From the uplink to the host supervisor: start this; stop it.
struct host_order {
  placed_part what;
  std::vector<cluster_id> detached; // clusters of the sector that are not given with it
};
struct drop_order {
  placed_part what;
};
/// From the host supervisor to the uplink: nothing of it runs any more; its supervisor
/// was given up.
struct part_stopped {
  placed_part what;
  error why; // given up; none: it was told to stop
};
/// And: what is for a sector, or for a cluster that is detached, is told through these.
struct sector_handles {
  sector_id sector;
  sector_supervisor_actor supervisor;
  sector_coordinator_actor coordinator; // none: down at present
};
struct cluster_handles {
  cluster_id cluster;
  cluster_supervisor_actor supervisor;
  cluster_lead_actor lead; // none: down at present
};

/// A peer's answer to the question whether it hears the hub (R2).
struct peer_said {
  std::uint64_t round = 0;
  peer_answer answer;
};
/// To the uplink: do you hear the hub? Answered with hears_hub.
struct ask_hears {};
struct hears_hub {
  hears what = hears::no;
  session_id by = 0; // which process says so
};
/// To the uplink: nothing is open with this agent, whose part is to move (T5).
struct agent_idle {
  agent_id who;
};
/// To the uplink: this node leaves in order. Answered with true when the hub has
/// everything, or when the uplink has waited long enough.
struct leave_mesh {};

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::to_hub)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::to_coordinator)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hub_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hub_missing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::host_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::drop_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::part_stopped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::sector_handles)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::cluster_handles)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::peer_said)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::ask_hears)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hears_hub)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::agent_idle)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::leave_mesh)
