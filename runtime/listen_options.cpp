#include "runtime/listen_options.hpp"

#include "runtime/command_line.hpp"
#include "runtime/control/credentials_choice.hpp"
#include "runtime/control/host_port.hpp"
#include "runtime/control/mesh_server.hpp"

namespace mesh {

namespace {

tl::expected<reachable, error> open(local_mesh& mesh, const listen_options& given) {
  control::mesh_server_options options;
  options.limits.listen = given.listen;
  options.log = mesh.cfg().transport;
  auto files =
      control::choose_credentials(given.certs, identity::node_role::orchestrator, given.as);
  if (!files)
    return tl::unexpected(files.error());
  options.files = std::move(*files);
  auto started = control::mesh_server::start(mesh, std::move(options));
  if (!started)
    return tl::unexpected(started.error());
  auto& https = (*started)->https();
  auto where = "listening at https://" + https.address() + " as " + to_string(https.who());
  return reachable{std::shared_ptr<void>(std::move(*started)), std::move(where)};
}

} // namespace

void listen_options::add_to(CLI::App* dev) {
  auto* at = dev->add_option("--listen", listen,
                             "[HOST:]PORT for operators elsewhere; loopback without a host.")
                 ->check(not_empty());
  dev->add_option("--certs", certs, "The folder of certificates (mesh certs init).")
      ->needs(at)
      ->check(not_empty());
  dev->add_option("--as", as, "Whose certificate to show; the only orchestrator's there.")
      ->needs(at)
      ->check(not_empty());
}

tl::expected<void, error> listen_options::apply(dev_options& to) const {
  if (listen.empty())
    return {};
  if (auto where = control::read_listen(listen); !where)
    return tl::unexpected(where.error());
  if (certs.empty())
    return tl::unexpected(error{errc::invalid_argument, "--listen needs certificates",
                                "--certs DIR; make them with mesh certs init and issue"});
  if (to.virtual_time)
    return tl::unexpected(error{errc::unsupported, "nobody can reach a mesh in virtual time",
                                "leave out --virtual-time"});
  to.open = [given = *this](local_mesh& mesh) {
    return mesh::open(mesh, given);
  };
  return {};
}

} // namespace mesh
