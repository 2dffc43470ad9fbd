#include "runtime/cli/listen_options.hpp"

#include "runtime/cli/command_line.hpp"
#include "runtime/control/credentials_choice.hpp"
#include "runtime/control/mesh_server.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh {

namespace {

/// The address of the command line, else of the configuration.
tl::expected<control::mesh_server_options, error> complete(const config& cfg,
                                                           const listen_options& given) {
  control::mesh_server_options options{{}, cfg.control, cfg.transport};
  if (!given.listen.empty())
    options.limits.listen = given.listen;
  const auto& folder = given.certs.empty() ? cfg.node.certificates : given.certs;
  if (folder.empty())
    return tl::unexpected(error{errc::invalid_argument, "--listen needs certificates",
                                "--certs DIR; make them with mesh certs init and issue"});
  auto files = control::choose_credentials(folder, identity::node_role::orchestrator, given.as);
  if (!files)
    return tl::unexpected(files.error());
  options.files = std::move(*files);
  return options;
}

tl::expected<reachable, error> open(local_mesh& mesh, const listen_options& given) {
  if (given.listen.empty() && mesh.cfg().control.listen.empty())
    return reachable{};
  if (mesh.virtual_time())
    return tl::unexpected(error{errc::unsupported, "a mesh in virtual time cannot be reached",
                                "leave out --virtual-time, or do not listen"});
  auto options = complete(mesh.cfg(), given);
  if (!options)
    return tl::unexpected(options.error());
  auto started = control::mesh_server::start(mesh, std::move(*options));
  if (!started)
    return tl::unexpected(started.error());
  auto& https = (*started)->https();
  auto where = "listening at https://" + https.address() + " as " + to_string(https.who());
  return reachable{std::shared_ptr<control::mesh_server>(std::move(*started)), std::move(where),
                   [&https] {
                     return https.reload();
                   }};
}

} // namespace

void listen_options::add_to(CLI::App* dev) {
  dev->add_option("--listen", listen,
                  "[HOST:]PORT for operators elsewhere; loopback without a host.")
      ->check(not_empty());
  dev->add_option("--certs", certs, "The folder of certificates (mesh certs init).")
      ->check(not_empty());
  dev->add_option("--as", as,
                  "The name of the certificate to show; by default the only orchestrator's in "
                  "the folder.")
      ->check(not_empty());
}

tl::expected<void, error> listen_options::apply(dev_options& to) const {
  if (!listen.empty())
    if (auto where = control::read_listen(listen); !where)
      return tl::unexpected(where.error());
  to.open.emplace_back([given = *this](local_mesh& mesh) { return mesh::open(mesh, given); });
  return {};
}

} // namespace mesh
