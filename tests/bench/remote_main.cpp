// Messages of 200 bytes, one by one, from another process: `links` over our
// TLS, `bare` over CAF's own sockets. mesh_bench_remote links|bare SECONDS
// prints one line; it starts itself as the sender.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <spdlog/spdlog.h>

#include "runtime/identity/certificate_folder.hpp"
#include "runtime/transport/caf/link_multiplexer.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"

namespace {

using namespace mesh;

constexpr int batch = 500; // acknowledged at once; two of them are on the way
constexpr std::size_t message_bytes = 200;

class remote_config : public caf::actor_system_config, public transport::with_links {
public:
  explicit remote_config(const std::shared_ptr<transport::pump>& pump) : with_links(pump) {
    set("scheduler.max-throughput", std::size_t{50});
    if (pump)
      transport::use_links(*this, pump->limits());
    else
      load<caf::io::middleman>();
  }
};

std::shared_ptr<transport::pump> pump_of(const std::string& folder, const std::string& name) {
  if (folder.empty())
    return nullptr;
  return transport::pump::start({identity::files_of(folder, name), {}, {}}).value();
}

/// Sends a batch for each number it gets.
int send_to(const std::string& folder, std::uint16_t port) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  remote_config config(pump_of(folder, "n1"));
  caf::actor_system system(config);
  auto there = system.middleman().remote_actor(
      folder.empty() ? "127.0.0.1" : "orchestrator/o1@127.0.0.1", port);
  if (!there)
    return EXIT_FAILURE;
  caf::scoped_actor self(system);
  const std::string text(message_bytes, 'x');
  auto send_batch = [&] {
    for (int i = 0; i < batch; ++i)
      self->send(*there, text);
  };
  send_batch();
  send_batch();
  for (;;)
    self->receive([&](int) { send_batch(); });
}

double messages_per_s(const std::string& folder, double seconds, const char* program) {
  remote_config config(pump_of(folder, "o1"));
  caf::actor_system system(config);
  caf::scoped_actor self(system);
  auto port = system.middleman().publish(caf::actor_cast<caf::actor>(self), 0,
                                         folder.empty() ? "127.0.0.1" : "sectors@127.0.0.1");
  if (!port)
    return 0;
  auto number = std::to_string(*port);
  auto as_sender = std::string("sender");
  auto dir = folder;
  char* argv[] = {const_cast<char*>(program), as_sender.data(), dir.data(), number.data(),
                  nullptr};
  pid_t sender = 0;
  if (::posix_spawn(&sender, "/proc/self/exe", nullptr, nullptr, argv, environ) != 0)
    return 0;
  std::uint64_t received = 0, before = 0;
  std::optional<bench::stopwatch> watch; // from a quarter of the time on
  const bench::stopwatch all;
  double rate = 0;
  caf::actor from;
  while (rate == 0) {
    self->receive(
        [&](const std::string&) {
          if (++received % batch == 0)
            from = caf::actor_cast<caf::actor>(self->current_sender());
        },
        caf::after(std::chrono::seconds(20)) >> [&] { rate = -1; });
    if (rate < 0 || received % batch != 0)
      continue;
    self->send(from, batch);
    if (!watch && all.s() > seconds / 4) {
      watch.emplace();
      before = received;
    } else if (watch && watch->s() > seconds) {
      rate = static_cast<double>(received - before) / watch->s();
    }
  }
  ::kill(sender, SIGKILL);
  ::waitpid(sender, nullptr, 0);
  return rate;
}

/// Certificates in a folder that goes with the program.
struct certificates {
  std::string folder;
  certificates() {
    auto pattern = (std::filesystem::temp_directory_path() / "mesh-bench-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    identity::make_folder(folder, {}, now).value();
    for (auto who : {"orchestrator/o1", "sectors/n1"})
      identity::issue_into(folder, {*identity::peer_name_of(who), 1, {}}, false, now).value();
  }
  ~certificates() { std::filesystem::remove_all(folder); }
};

} // namespace

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::err);
  if (argc == 4 && std::string_view(argv[1]) == "sender")
    return send_to(argv[2], static_cast<std::uint16_t>(std::atoi(argv[3])));
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " links|bare SECONDS\n";
    return 2;
  }
  const certificates made;
  const bool bare = std::string_view(argv[1]) == "bare";
  auto rate = messages_per_s(bare ? "" : made.folder, std::atof(argv[2]), argv[0]);
  if (rate <= 0)
    return EXIT_FAILURE;
  bench::print({{"messages_per_s", rate}});
  return 0;
}
