// The small decisions of a host: whether two hosts agree, what a configuration
// makes of one, and the file in which placements are kept.
#include <filesystem>
#include <fstream>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/node/hub/placement_file.hpp"
#include "runtime/node/process/host_name_lock.hpp"
#include "runtime/node/process/node_setup.hpp"
#include "runtime/node/process/refusal.hpp"
#include "runtime/node/protocol/agreement.hpp"
#include "runtime/records/snapshot_file.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::node;

TEST_CASE("hosts agree when only what each may have of its own differs", "[hosts]") {
  config ours;
  config theirs;
  theirs.runtime.workers = 3;
  theirs.node.name = "n1";
  theirs.control.listen = "127.0.0.1:7443";
  theirs.links.entries = 7;
  theirs.gateway.listen = "127.0.0.1:7444";
  theirs.gateway.key_days = 8;
  CHECK(disagreement(common_config(ours), common_config(theirs)).empty());
  theirs.simulation.seed = 99;
  CHECK(disagreement(common_config(ours), common_config(theirs))
        == "/simulation/seed is 99 there and 1 here");
}

TEST_CASE("X1 hosts agree on the capabilities of agents from outside", "[hosts]") {
  config ours;
  config theirs;
  ours.gateway.capabilities = {"paint"};
  theirs.gateway.capabilities = {"sing"};
  CHECK(disagreement(common_config(ours), common_config(theirs))
        == R"(/gateway/capabilities/0 is "sing" there and "paint" here)");
}

TEST_CASE("of many differences the first few are named, and the others counted", "[hosts]") {
  CHECK(disagreement(R"({"a":1,"b":2,"c":3,"d":4})", R"({"a":2,"b":2})")
        == "/a is 2 there and 1 here; /c is missing; /d is missing");
  CHECK(disagreement(R"({})", R"({"a":1,"b":1,"c":1,"d":1,"e":1})")
        == "/a is not known here; /b is not known here; /c is not known here; and 2 more");
  CHECK(disagreement(R"({"a":1})", "nonsense") == "it is not a JSON object");
}

TEST_CASE("a host is what its configuration says", "[hosts]") {
  config cfg;
  cfg.node.name = "o1";
  cfg.node.certificates = "certs";
  cfg.node.listen = "127.0.0.1:7440";
  auto orchestrator = part_of(cfg);
  REQUIRE(orchestrator);
  CHECK(orchestrator->listen->port == 7440);
  CHECK_FALSE(orchestrator->orchestrator);
  cfg.node.orchestrator = "o1.example.org:7440";
  auto both = part_of(cfg);
  REQUIRE(both);
  CHECK(both->orchestrator->host == "o1.example.org");
  for (const auto* bad : {"7440", "o1.example.org", "1.2.3.4:", "1.2.3.4:99999"}) {
    cfg.node.listen = bad;
    INFO(bad);
    CHECK_FALSE(part_of(cfg));
  }
}

TEST_CASE("R2 a port where nobody listens refuses, and one where somebody does not answer does "
          "not",
          "[hosts]") {
  const int one = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(one, reinterpret_cast<sockaddr*>(&at), size) == 0);
  REQUIRE(::getsockname(one, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  const control::host_port where{"127.0.0.1", ntohs(at.sin_port)};
  CHECK(is_refused(where, std::chrono::seconds(5)));
  REQUIRE(::listen(one, 1) == 0); // and stands still
  CHECK_FALSE(is_refused(where, std::chrono::seconds(5)));
  ::close(one);
}

TEST_CASE("R2 a name is one process's in an operating system", "[hosts]") {
  const auto name = "a test of " + std::to_string(::getpid());
  host_name_lock other(name + " too");
  std::string id;
  {
    host_name_lock first(name);
    id = first.host_id();
    REQUIRE_FALSE(id.empty());
    CHECK(first.host_id() == id);
    CHECK(other.host_id() == id);
    host_name_lock second(name);
    CHECK(second.host_id().empty());
  }
  host_name_lock next(name);
  CHECK(next.host_id() == id);
}

TEST_CASE("R2 a placement is read as it was written, and a damaged one is refused", "[hosts]") {
  auto pattern = (std::filesystem::temp_directory_path() / "mesh-placed-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  const std::filesystem::path folder = pattern;
  const auto file = folder / "placement";
  auto nothing = read_placement(file, 4);
  REQUIRE(nothing);
  CHECK(nothing->parts.empty());
  const stored_placement placed{
      {{sector_id{0}, "n1", 3}, {sector_id{1}, "", 9}, {cluster_id{3, 4}, "n2", 1}},
      {"n1", "n2"},
      {"n2"},
      {{3, {{"n1", 7}, {"n2", 8}}}, {4, {{"n1", 7}}}},
      {{"n1", 3}},
      {{"n2", "10.0.0.12:7443"}},
      {{"n1", {7, "a host"}}},
      99,
      12,
      true};
  REQUIRE(write_placement(file, placed));
  auto read = read_placement(file, 4);
  REQUIRE(read);
  CHECK(*read == placed);
  auto older = R"({"placement": 1, "sectors": [["s01", "n1", 2]], "nodes": ["n1"]})";
  REQUIRE(mesh::storage::write_snapshot(file, older)); // of before nodes stayed drained
  auto read_older = read_placement(file, 4);
  REQUIRE(read_older);
  CHECK(*read_older == stored_placement{{{sector_id{1}, "n1", 2}}, {"n1"}, {}});
  REQUIRE(mesh::storage::write_snapshot(file, R"({"placement": 2})"));
  auto newer = read_placement(file, 4);
  REQUIRE_FALSE(newer);
  CHECK(newer.error().code == errc::unsupported);
  REQUIRE(write_placement(file, placed));
  auto foreign = read_placement(file, 1);
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == errc::store_foreign);
  std::ofstream(file, std::ios::binary | std::ios::app) << "x";
  auto damaged = read_placement(file, 4);
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().code == errc::store_corrupt);
  std::filesystem::remove_all(folder);
}
