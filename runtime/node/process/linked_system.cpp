#include "runtime/node/process/linked_system.hpp"

namespace mesh::node {

linked_system::linked_system(const runtime_config& cfg, std::shared_ptr<transport::pump> links)
    : system_config(cfg, false), transport::with_links(std::move(links)) {
  add_message_type<wire<link_batch>>("mesh::link_batch");
  transport::use_links(*this, with_links::links()->limits());
}

std::optional<std::string> certified_name(const transport::pump& links, const std::string& own,
                                          const caf::actor_system& system,
                                          const caf::strong_actor_ptr& sender) {
  if (!sender)
    return std::nullopt;
  if (sender->node() == system.node())
    return own;
  auto who = links.holder_of(transport::bytes_of(sender->node()));
  return who ? std::optional(who->name) : std::nullopt;
}

} // namespace mesh::node
