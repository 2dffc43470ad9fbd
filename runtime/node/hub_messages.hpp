#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "messages/freeze.hpp"
#include "messages/link_batch.hpp"
#include "messages/type_ids.hpp"
#include "runtime/channel/world_change.hpp"
#include "runtime/remote_sectors.hpp"

/// What the actors of the orchestrator's host say to each other about sectors
/// that are on other hosts. None of it leaves the process.
namespace mesh::node {

/// From a sector's stand-in to the hub: for the host that has the sector.
struct for_sector {
  sector_id sector;
  link_entry entry;
  caf::actor answer_to = {}; // gets one link_answer; none: there is no answer
};

/// From the hub: what a host has answered, or `refused` when it cannot.
struct link_answer {
  entry_kind kind = entry_kind::refused;
  std::uint64_t number = 0;
  std::string body;
};

/// From the hub to a sector's stand-in: how the sector is.
struct sector_news {
  bool up = false; // it has a coordinator
  error failed;    // its supervisor was given up; only when not up
};

/// A stand-in to the hub: I am the one for this sector now.
struct stand_in_is {
  sector_id sector;
  caf::actor who;
};

/// To the hub: all that is frozen, for whoever starts from now on (O6).
struct standing_freezes {
  std::vector<freeze_order> orders;
};

/// Answered with a nodes_report.
struct nodes_request {};
/// Takes a node's sectors away, or lets it have some again. Answered with what
/// is wrong with that, if anything.
struct node_order {
  std::string name;
  bool drain = true;
};
struct node_answer {
  error failure;
};

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::for_sector)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::link_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::sector_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::stand_in_is)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::standing_freezes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::nodes_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::nodes_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::node_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::node_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::world_change)
