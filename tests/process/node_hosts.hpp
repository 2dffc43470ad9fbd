#pragma once
#include <fstream>
#include <string>
#include <unistd.h>

#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

/// A port that was free a moment ago; tests run side by side.
inline std::string some_port(int which) {
  constexpr int first = 20'000, range = 10'000, detached = 4;
  return std::to_string(first + (::getpid() * detached + which) % range);
}

/// Certificates, ports and configurations of an orchestrator o1 and of hosts on loopback.
struct hosts : data_folder {
  std::string certs = (path() / "certs").string();
  std::string nodes_port = some_port(0);
  std::string operators_port = some_port(1);

  hosts() {
    REQUIRE(run_mesh({"certs", "init", certs}).code == 0);
    issue("o1", "orchestrator");
    issue("n1", "sectors");
    issue("op", "operator");
  }
  void issue(const std::string& name, const std::string& role) const {
    REQUIRE(run_mesh(
                {"certs", "issue", name, "--role", role, "--host", "127.0.0.1", "--dir", certs})
                .code
            == 0);
  }
  /// A configuration file of four sectors, with this beside.
  [[nodiscard]] std::string file(const std::string& name, nlohmann::json more) const {
    nlohmann::json all{
        {"topology", {{"sectors", 4}, {"clusters_per_sector", 2}, {"agents_per_cluster", 5}}},
        {"runtime", {{"log_level", "info"}}}};
    all.update(more);
    auto to = (path() / (name + ".json")).string();
    std::ofstream(to) << all.dump();
    return to;
  }
  [[nodiscard]] std::string orchestrator(nlohmann::json more = nlohmann::json::object()) const {
    nlohmann::json mine{
        {"node",
         {{"listen", "127.0.0.1:" + nodes_port}, {"name", "o1"}, {"certificates", certs}}},
        {"control", {{"listen", "127.0.0.1:" + operators_port}}},
        {"placement", {{"expected_nodes", 1}}}};
    mine.update(more);
    return file("o1", mine);
  }
  [[nodiscard]] std::string sectors(const std::string& name,
                                    nlohmann::json more = nlohmann::json::object()) const {
    nlohmann::json mine{{"node",
                         {{"orchestrator", "127.0.0.1:" + nodes_port},
                          {"orchestrator_name", "o1"},
                          {"name", name},
                          {"certificates", certs}}}};
    mine.update(more);
    return file(name, mine);
  }
  [[nodiscard]] ended ask(words what) const {
    what.insert(what.end(), {"--at", "127.0.0.1:" + operators_port, "--certs", certs});
    return run_mesh(what);
  }
  /// Looks again and again; conditions ask the mesh, so that time passes.
  template <class Holds>
  [[nodiscard]] bool becomes(Holds holds) const {
    constexpr int tries = 500;
    for (int i = 0; i < tries; ++i)
      if (holds())
        return true;
    return false;
  }
};

} // namespace mesh::test
