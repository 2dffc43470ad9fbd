#include "runtime/control/mesh_server.hpp"

#include <iterator>

#include "runtime/http/host_port.hpp"
#include "runtime/identity/certificate_folder.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::control {

tl::expected<std::unique_ptr<mesh_server>, error>
mesh_server::start(local_mesh& mesh, mesh_server_options options) {
  std::unique_ptr<mesh_server> made(new mesh_server(mesh, options.limits));
  auto* self = made.get();
  api::surroundings around{std::move(options.links), [self] {
                             return self->counts();
                           }};
  if (!options.plain) {
    around.certificate = [self] {
      return self->certificate();
    };
    around.authority = [folder = options.files.authority.parent_path()] {
      return identity::read_authority(folder);
    };
  }
  made->api_.set(std::move(around));
  auto routes = made->api_.routes();
  std::move(options.more.begin(), options.more.end(), std::back_inserter(routes));
  auto https = server::start(
      {options.files, options.limits, std::move(routes), options.log, options.plain,
       [self](const route& how, request& what) { return self->api_.gate().admit(how, what); },
       [self] {
         return self->api_.gate().nameless();
       }});
  if (!https)
    return tl::unexpected(https.error());
  const auto& domain = mesh.cfg().operators.domain;
  auto& desk = mesh.desk().sign_in;
  // A domain is reached over TLS: a door beside it, on this machine, has no page for its keys.
  if (!options.plain || domain.empty() || !desk.address().starts_with("https://"))
    desk.set_address(
        (options.plain ? "http://" : "https://")
        + to_string(host_port{domain.empty() ? "localhost" : domain, (*https)->port()}));
  const std::lock_guard lock(made->mutex_);
  made->https_ = std::move(*https);
  return made;
}

mesh_server::~mesh_server() {
  std::unique_lock lock(mutex_);
  const auto ending = std::move(https_);
  lock.unlock(); // who is still answered may ask for the counts
}

identity::validity mesh_server::certificate() const {
  const std::lock_guard lock(mutex_);
  return https_ ? https_->valid() : identity::validity{};
}

server_counts mesh_server::counts() const {
  const std::lock_guard lock(mutex_);
  return https_ ? https_->counts() : server_counts{};
}

} // namespace mesh::control
