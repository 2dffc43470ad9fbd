#pragma once
#include <memory>
#include <optional>
#include <string>

#include "messages/caf_link_batch.hpp"
#include "runtime/mesh/system_config.hpp"
#include "runtime/transport/caf/link_multiplexer.hpp"

namespace mesh::node {

/// An actor system whose remote actors are reached over mutual TLS (X2).
class linked_system : public system_config, public transport::with_links {
public:
  linked_system(const runtime_config& cfg, std::shared_ptr<transport::pump> links);
};

/// The name in the certificate of whoever sent something over a link; `own`
/// for this process itself, nothing when nobody is at that end any more.
std::optional<std::string> certified_name(const transport::pump& links, const std::string& own,
                                          const caf::actor_system& system,
                                          const caf::strong_actor_ptr& sender);

} // namespace mesh::node
