// A node in a process of its own, for tests that kill and stop it: links to
// orchestrator/o1 on loopback, sends it an actor that echoes ints, and stays.
//   link_peer FOLDER NAME PORT
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <sys/prctl.h>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <spdlog/spdlog.h>

#include "runtime/identity/certificate_folder.hpp"
#include "runtime/transport/caf/link_multiplexer.hpp"

namespace {

class peer_config : public caf::actor_system_config, public mesh::transport::with_links {
public:
  explicit peer_config(const std::shared_ptr<mesh::transport::pump>& pump) : with_links(pump) {
    mesh::transport::use_links(*this, pump->limits());
  }
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 4)
    return EXIT_FAILURE;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // no longer than the test
  spdlog::set_level(spdlog::level::off);
  mesh::transport_config limits;
  limits.heartbeat_ms = 100;
  auto pump =
      mesh::transport::pump::start({mesh::identity::files_of(argv[1], argv[2]), limits, {}});
  if (!pump) {
    std::cerr << to_string(pump.error()) << '\n';
    return EXIT_FAILURE;
  }
  peer_config config(*pump);
  caf::actor_system system(config);
  auto there = system.middleman().remote_actor("orchestrator/o1@127.0.0.1",
                                               static_cast<std::uint16_t>(std::atoi(argv[3])));
  if (!there) {
    std::cerr << system.render(there.error()) << '\n';
    return EXIT_FAILURE;
  }
  auto echo = system.spawn(
      [](caf::event_based_actor*, int) -> caf::behavior {
        return {[](int value) {
          return value;
        }};
      },
      0);
  caf::anon_send(*there, echo);
  ::pause();
}
