#include "runtime/cli/agents_options.hpp"

#include "runtime/cli/command_line.hpp"
#include "runtime/control/credentials_choice.hpp"
#include "runtime/gateway/agent_gateway.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh {

namespace {

tl::expected<reachable, error> open(local_mesh& mesh, const std::string& listen,
                                    const std::string& data,
                                    std::shared_ptr<gateway::shared_mesh_key> key,
                                    std::shared_ptr<calls::callback_book> callbacks) {
  gateway::gateway_options options{mesh.cfg().gateway};
  if (!listen.empty())
    options.limits.listen = listen;
  if (options.limits.listen.empty())
    return reachable{};
  options.data = data;
  options.key = std::move(key);
  options.callbacks = std::move(callbacks);
  options.callbacks_per_s = mesh.cfg().calls.callbacks_per_s;
  options.log = mesh.cfg().transport;
  if (const auto& folder = options.limits.certificates; !folder.empty()) {
    auto files = control::choose_credentials(folder, identity::node_role::orchestrator,
                                             mesh.cfg().node.name);
    if (!files)
      return tl::unexpected(files.error());
    options.files = std::move(*files);
  }
  auto door = gateway::agent_gateway::start(mesh, std::move(options));
  if (!door)
    return tl::unexpected(door.error());
  auto where = "agents from outside come to " + (*door)->url();
  auto* opened = door->get();
  return reachable{std::shared_ptr<gateway::agent_gateway>(std::move(*door)), std::move(where),
                   [opened] {
                     return opened->reload();
                   }};
}

} // namespace

void agents_options::add_to(CLI::App* dev) {
  dev->add_option("--agents", listen,
                  "[HOST:]PORT for agents that live outside; loopback without a host.")
      ->check(not_empty());
}

tl::expected<void, error> agents_options::apply(dev_options& to) const {
  if (!listen.empty())
    if (auto where = control::read_listen(listen); !where)
      return tl::unexpected(where.error());
  to.open.emplace_back([given = listen, data = to.data, key = to.key,
                        callbacks = to.callbacks](local_mesh& mesh) {
    return mesh::open(mesh, given, data, key, callbacks);
  });
  return {};
}

} // namespace mesh
