#pragma once
#include <filesystem>
#include <memory>

#include "config/gateway.hpp"
#include "runtime/gateway/enrolment_office.hpp"
#include "runtime/gateway/hosts_links.hpp"

namespace mesh::gateway {

/// The door for agents from outside of a mesh over several hosts, in the orchestrator's process
/// (X1): enrolments are kept here, links are on the hosts of sectors. Ends before the mesh.
class hosts_door final : private enrolments {
public:
  /// Opens the mesh's door. `data` empty: enrolments end with the process. `ca`: PEM, that
  /// agents check hosts' certificates against. Errors of enrolment_desk::open.
  static tl::expected<std::unique_ptr<hosts_door>, error>
  open(local_mesh& mesh, const std::filesystem::path& data, std::string ca);
  ~hosts_door() override;

private:
  hosts_door(local_mesh& mesh, std::unique_ptr<enrolment_desk> desk, std::string ca);
  void ask(admission_question question, std::function<void(admission_answer)> then) override {
    office_.ask(std::move(question), std::move(then));
  }
  void heard(const std::string& host, const agents_at_port& news) override {
    links_.heard(host, news);
  }
  void heard(const std::string& host, const port_links& all) override {
    links_.heard(host, all);
  }
  /// An event of the mesh, with the host that has refused.
  void heard(const std::string& host, const port_refusal& what) override;

  local_mesh& mesh_;
  hosts_links links_;
  enrolment_office office_;
};

} // namespace mesh::gateway
