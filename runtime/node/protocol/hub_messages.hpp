#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "actors/work/work.hpp"
#include "messages/agent_admission.hpp"
#include "messages/caf_link_batch.hpp"
#include "messages/freeze.hpp"
#include "messages/type_ids.hpp"
#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/node/bodies/world_change.hpp"
#include "runtime/node/protocol/parcel.hpp"
#include "runtime/placement/held_part.hpp"

/// Messages between the actors of a host about sectors and clusters that are
/// on other hosts. None of it leaves the process.
namespace mesh::node {

/// From a proxy to the hub, or to the uplink of its own host: for the host that has
/// the sector or the cluster.
struct for_part {
  placed_part part;
  parcel what;
  caf::actor answer_to = {}; // gets one link_answer; none: there is no answer
};

/// To a proxy: what that host has answered, or `refused` when it cannot.
struct link_answer {
  entry_kind kind = entry_kind::refused;
  std::uint64_t number = 0;
  std::string body;
};

/// To a proxy: how what it stands for is.
struct part_news {
  bool up = false; // it has a coordinator, or a lead
  error failed;    // its supervisor was given up; only when not up
};

/// From a proxy: I am the one for this now.
struct proxy_is {
  placed_part what;
  caf::actor who;
};

/// To the hub: all that is frozen, for whoever starts from now on (O6).
struct standing_freezes {
  std::vector<freeze_order> orders;
};

/// To the hub: a change of the simulated world, and its place among them.
struct numbered_change {
  std::uint64_t number = 0;
  world_change what;
};

/// To proxies: the hub went down, and what it was asked it will not answer.
struct hub_gone {
  error why;
};

/// To the hub: what came of a question of that session about an agent from outside.
struct admission_made {
  session_id session = 0;
  std::uint64_t question = 0;
  bool comes_in = false; // else it has another key
  admission_answer how;
};
/// To the hub: what became of a question of that session to a person.
struct person_answered {
  session_id session = 0;
  std::uint64_t question = 0;
  std::shared_ptr<const work_result> result;
};
/// Answered with the addresses where agents from outside come, that of the host of this part
/// first.
struct agents_urls_request {
  scope where;
};
struct agents_urls {
  std::vector<std::string> all;
};

/// Answered with a nodes_report.
struct nodes_request {};
/// Answered with what is wrong with that, if anything.
struct node_order {
  std::string name;
  node_act what = node_act::drain;
};
struct node_answer {
  error failure;
};

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::for_part)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::link_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::part_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::proxy_is)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::standing_freezes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::numbered_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hub_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::port_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::admission_made)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::person_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::agents_urls_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::agents_urls)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::nodes_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::nodes_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::node_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::node_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::world_change)
