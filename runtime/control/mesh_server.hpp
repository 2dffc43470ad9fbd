#pragma once
#include <memory>
#include <mutex>
#include <tl/expected.hpp>
#include <vector>

#include "config/control.hpp"
#include "runtime/control/api.hpp"
#include "runtime/http/server.hpp"

namespace mesh::control {

struct mesh_server_options {
  identity::credential_files files;
  control_config limits;
  transport_config log = {};
  std::vector<route> more = {}; // paths beside the API, for the nodes of the mesh
  std::function<transport::link_counts()> links = {};
  bool plain = false; // without TLS, for who is on this machine: see server_options
};

/// A mesh that operators elsewhere can reach. Ends before the mesh does.
class mesh_server {
public:
  static tl::expected<std::unique_ptr<mesh_server>, error> start(local_mesh& mesh,
                                                                 mesh_server_options options);
  ~mesh_server();
  [[nodiscard]] server& https() { return *https_; }

private:
  explicit mesh_server(local_mesh& mesh, const control_config& limits) : api_(mesh, limits) {}
  [[nodiscard]] server_counts counts() const;
  [[nodiscard]] identity::validity certificate() const;

  api api_;
  mutable std::mutex mutex_; // a request may come before start() has returned
  std::unique_ptr<server> https_;
};

} // namespace mesh::control
