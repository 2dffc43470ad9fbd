// A mesh over an orchestrator and four node processes, on loopback over mutual
// TLS: mesh_bench_hosts cascade|takeover COUNT SECTORS CLUSTERS AGENTS [quick], or
// mesh_bench_hosts payload COUNT SECTORS CLUSTERS AGENTS BYTES [quick]; prints one
// line. It starts itself as the nodes.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <caf/all.hpp>
#include <caf/io/middleman.hpp>
#include <spdlog/spdlog.h>

#include "runtime/identity/certificate_folder.hpp"
#include "runtime/mesh/timer_thread.hpp"
#include "runtime/node/hub/hub_host.hpp"
#include "runtime/node/process/hub_dialler.hpp"
#include "runtime/node/process/linked_system.hpp"
#include "runtime/node/protocol/agreement.hpp"
#include "runtime/node/uplink/sector_host.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace {

using namespace mesh;

constexpr int nodes = 4;

std::string name_of(int node) {
  return "n" + std::to_string(node);
}

config config_of(const topology_config& size, bool quick) {
  auto cfg = bench::quiet_config(size);
  cfg.placement.expected_nodes = nodes;
  if (!quick)
    return cfg;
  cfg.links.keepalive_ms = 100;
  cfg.links.in_flight_ms = 50;
  cfg.placement.ask_ms = 50;
  cfg.placement.margin_ms = 50;
  cfg.placement.silence_ms = 400;
  cfg.placement.rejoin_ms = 200;
  cfg.placement.settle_ms = 200;
  return cfg;
}

std::shared_ptr<transport::pump> pump_of(const std::string& folder, const std::string& name) {
  return transport::pump::start({identity::files_of(folder, name), {}, {}}).value();
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
    identity::issue_into(folder, {*identity::peer_name_of("orchestrator/o1"), 1, {}}, false,
                         now)
        .value();
    for (int i = 0; i < nodes; ++i)
      identity::issue_into(folder, {*identity::peer_name_of("sectors/" + name_of(i)), 1, {}},
                           false, now)
          .value();
  }
  ~certificates() { std::filesystem::remove_all(folder); }
};

/// A node, until it is killed.
int run_node(const std::string& folder, const std::string& name, std::uint16_t port,
             std::uint32_t version, const config& cfg) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto links = pump_of(folder, name);
  node::linked_system system_cfg(cfg.runtime, links);
  caf::actor_system system(system_cfg);
  node::host_setup setup;
  setup.me.name = name;
  setup.me.version = version;
  setup.me.mesh_config = node::common_config(cfg);
  setup.session = static_cast<session_id>(::getpid());
  setup.dial = node::dial_hub(system, {"orchestrator/o1@127.0.0.1", port});
  node::sector_host host(system, std::make_unique<timer_thread>(), cfg, std::move(setup));
  for (;;)
    ::pause();
}

/// The orchestrator with its nodes, up and whole.
class hosts {
public:
  hosts(const topology_config& size, bool quick, std::uint32_t version = node_hello{}.version)
      : cfg_(config_of(size, quick)), version_(version) {
    auto links = pump_of(made_.folder, "o1");
    mesh_options how;
    how.system = [links](const config& cfg) {
      return std::make_unique<node::linked_system>(cfg.runtime, links);
    };
    how.elsewhere = [this](const sectors_setup& setup) {
      node::hub_options to;
      to.new_session = [this] {
        return ++sessions_;
      };
      to.publish = [this](caf::actor_system& system,
                          const caf::actor& hub) -> tl::expected<void, error> {
        auto port = system.middleman().publish(hub, 0, "sectors@127.0.0.1");
        port_ = port ? *port : std::uint16_t{0};
        return {};
      };
      return std::make_unique<node::hub_host>(setup, std::move(to));
    };
    mesh_ = std::make_unique<local_mesh>(cfg_, std::move(how));
    for (int i = 0; i < nodes; ++i)
      start_node(i, quick);
    await_whole();
  }
  ~hosts() {
    for (auto pid : pids_) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
  }
  hosts(const hosts&) = delete;
  hosts& operator=(const hosts&) = delete;

  double cascade_ms(const std::string& payload = bench::usual_payload) {
    return bench::cascade_ms(*mesh_, false, payload);
  }
  /// From kill -9 of a node to the first cascade that reaches everybody.
  double takeover_ms() {
    const bench::stopwatch watch;
    ::kill(pids_.front(), SIGKILL);
    for (;;) {
      auto r = mesh_->cascade(bench::to_everyone(false));
      if (r.total.failure.code == errc::none
          && r.total.summary.ready == static_cast<std::uint32_t>(cfg_.topology.agents))
        return watch.ms();
      mesh_->wait(milliseconds(20));
    }
  }
  [[nodiscard]] double noticed_ms() const {
    return cfg_.placement.silence_ms + cfg_.placement.rejoin_ms;
  }

private:
  void start_node(int i, bool quick) {
    const auto& t = cfg_.topology;
    std::vector<std::string> words{"mesh_bench_hosts",
                                   "node",
                                   made_.folder,
                                   name_of(i),
                                   std::to_string(port_),
                                   std::to_string(version_),
                                   std::to_string(t.sectors),
                                   std::to_string(t.clusters_per_sector),
                                   std::to_string(t.agents_per_cluster)};
    if (quick)
      words.emplace_back("quick");
    std::vector<char*> argv;
    for (auto& word : words)
      argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = 0;
    if (::posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr, argv.data(), environ) != 0)
      throw bench::bench_failure("a node cannot be started");
    pids_.push_back(pid);
  }
  void await_whole() {
    const bench::stopwatch watch;
    constexpr double patience_ms = 60'000;
    while (summarise(mesh_->agents()).active
           < static_cast<std::uint32_t>(cfg_.topology.agents)) {
      if (watch.ms() > patience_ms)
        throw bench::bench_failure("not every sector came up");
      mesh_->wait(milliseconds(20));
    }
  }

  certificates made_;
  config cfg_;
  std::uint32_t version_; // of the nodes' protocol
  session_id sessions_ = 0;
  std::uint16_t port_ = 0;
  std::vector<pid_t> pids_;
  std::unique_ptr<local_mesh> mesh_;
};

topology_config size_of(char** words) {
  return topology_config::of(std::atoi(words[0]), std::atoi(words[1]), std::atoi(words[2]));
}

void cascades(int count, const topology_config& size, bool quick) {
  hosts over_links(size, quick);
  local_mesh one(config_of(size, quick));
  std::vector<double> mine, floor;
  for (int i = 0; i < count; ++i) {
    mine.push_back(over_links.cascade_ms());
    floor.push_back(bench::cascade_ms(one));
  }
  bench::print({{"p50_ms", bench::median(mine)},
                {"p95_ms", bench::quantile(mine, 0.95)},
                {"floor_p50_ms", bench::median(floor)},
                {"floor_p95_ms", bench::quantile(floor, 0.95)}});
}

/// A payload that goes to each node once, beside nodes of the version before: to those it
/// goes once for each sector.
void payloads(int count, std::size_t bytes, const topology_config& size, bool quick) {
  const std::string payload(bytes, 'x');
  hosts once(size, quick);
  hosts for_each_sector(size, quick, 1);
  local_mesh one(config_of(size, quick));
  std::vector<double> mine, before, floor;
  for (int i = 0; i < count; ++i) {
    mine.push_back(once.cascade_ms(payload));
    before.push_back(for_each_sector.cascade_ms(payload));
    floor.push_back(bench::cascade_ms(one, false, payload));
  }
  bench::print({{"p50_ms", bench::median(mine)},
                {"p95_ms", bench::quantile(mine, 0.95)},
                {"each_sector_p50_ms", bench::median(before)},
                {"floor_p50_ms", bench::median(floor)},
                {"floor_p95_ms", bench::quantile(floor, 0.95)}});
}

void takeover(const topology_config& size, bool quick) {
  hosts over_links(size, quick);
  over_links.cascade_ms();
  auto ms = over_links.takeover_ms();
  bench::print({{"ms", ms}, {"noticed_ms", over_links.noticed_ms()}});
}

} // namespace

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::off);
  const bool quick = argc > 1 && std::string_view(argv[argc - 1]) == "quick";
  if (quick)
    --argc;
  try {
    if (argc == 9 && std::string_view(argv[1]) == "node")
      return run_node(argv[2], argv[3], static_cast<std::uint16_t>(std::atoi(argv[4])),
                      static_cast<std::uint32_t>(std::atoi(argv[5])),
                      config_of(size_of(argv + 6), quick));
    if (argc == 7 && std::string_view(argv[1]) == "payload") {
      payloads(std::atoi(argv[2]), static_cast<std::size_t>(std::atoi(argv[6])),
               size_of(argv + 3), quick);
      return 0;
    }
    if (argc == 6 && std::string_view(argv[1]) == "cascade") {
      cascades(std::atoi(argv[2]), size_of(argv + 3), quick);
      return 0;
    }
    if (argc == 6 && std::string_view(argv[1]) == "takeover") {
      takeover(size_of(argv + 3), quick);
      return 0;
    }
  } catch (const std::exception& e) {
    std::cerr << argv[0] << ": " << e.what() << "\n";
    return EXIT_FAILURE;
  }
  std::cerr << "usage: " << argv[0]
            << " cascade|takeover COUNT SECTORS CLUSTERS AGENTS [quick]\n       " << argv[0]
            << " payload COUNT SECTORS CLUSTERS AGENTS BYTES [quick]\n";
  return 2;
}
