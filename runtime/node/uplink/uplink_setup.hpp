#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/parts/surroundings.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/uplink/people_elsewhere.hpp"

namespace mesh::node {

/// Asks other nodes, by another way than the hub, whether they hear it (R2);
/// each is answered to the uplink with one peer_said.
using peer_inquiry = std::function<void(const caf::actor& uplink, std::uint64_t round,
                                        const std::vector<node_peer>& peers)>;

struct uplink_setup {
  surroundings* around = nullptr; // its context becomes the hub's
  std::shared_ptr<simulated_world> world;
  node_hello me; // but for what it holds
  session_id session = 0;
  /// As node_greeting::host_id, at present; not given: it is not known.
  std::function<std::string()> host_id = {};
  /// Looks for the hub and tells the uplink hub_found or hub_missing.
  std::function<void(const caf::actor& uplink)> dial;
  peer_inquiry ask_peers = {};
  /// The hub does not take this node in; said once for each reason. True: it is to
  /// try again.
  std::function<bool(const error& why)> refused = {};
  /// The port of agents from outside; null: they cannot come to this host.
  agents_port* agents = nullptr;
  /// The people of this host, whose inbox is at the orchestrator's.
  std::shared_ptr<people_elsewhere> people;
  /// It has left in order: nothing of it is needed any more.
  std::function<void()> left = {};
};

} // namespace mesh::node
