#include "runtime/gateway/hosts_door.hpp"

namespace mesh::gateway {

hosts_door::hosts_door(local_mesh& mesh, std::unique_ptr<enrolment_desk> desk, std::string ca)
    : mesh_(mesh),
      links_(*mesh.others(), std::move(ca)),
      office_(mesh, std::move(desk), links_) {
  mesh_.open_door(&office_);
  mesh_.others()->open_enrolments(this);
}

tl::expected<std::unique_ptr<hosts_door>, error>
hosts_door::open(local_mesh& mesh, const std::filesystem::path& data, std::string ca) {
  auto desk = enrolment_desk::open(data, mesh.cfg().gateway);
  if (!desk)
    return tl::unexpected(desk.error());
  return std::unique_ptr<hosts_door>(new hosts_door(mesh, std::move(*desk), std::move(ca)));
}

void hosts_door::heard(const std::string& host, const port_refusal& what) {
  mesh_.note({mesh_.now(),
              notice_kind::agent_refused,
              {},
              what.address,
              what.seen + " (at " + host + ")"});
}

hosts_door::~hosts_door() {
  mesh_.others()->open_enrolments(nullptr);
  mesh_.open_door(nullptr);
}

} // namespace mesh::gateway
