#pragma once
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "config/config.hpp"
#include "runtime/http/server.hpp"
#include "runtime/node/hub/hub.hpp"
#include "runtime/node/uplink/uplink.hpp"

/// The second path between hosts (R2): each host of sectors answers over HTTPS
/// whether it lives and whether it hears the orchestrator, and asks the others.
namespace mesh::node {

/// `/healthz`, `/readyz`, `/metrics` and `/v1/hears` of a host of sectors, at
/// /control/listen. `session`: that of this process. `metrics` gives the text of /metrics
/// and is called by any thread. Ends before the uplink does.
tl::expected<std::unique_ptr<control::server>, error>
serve_node(caf::actor_system& system, const config& cfg, session_id session,
           const caf::actor& uplink, std::function<std::string()> metrics);

/// Asks all peers at once, each on a thread of its own, and tells the uplink
/// what each has answered; one that gives no answer soon is unreachable.
peer_inquiry ask_over_https(caf::actor_system& system, const config& cfg);

/// Looks at a node's witness: whether it answers, or its host refuses the connection.
node_probe probe_over_https(caf::actor_system& system, const config& cfg);

/// Asks others whether they reach a node: each tries that node's own /healthz.
node_inquiry ask_others_over_https(caf::actor_system& system, const config& cfg);

} // namespace mesh::node
