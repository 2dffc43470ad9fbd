#include "runtime/cli/node_process.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>

#include <caf/io/middleman.hpp>
#include <spdlog/spdlog.h>

#include "config/loader.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/process_log.hpp"
#include "runtime/base/process_memory.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/base/version.hpp"
#include "runtime/calls/model_client.hpp"
#include "runtime/cli/join_gate.hpp"
#include "runtime/cli/node_agents.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/control/mesh_metrics.hpp"
#include "runtime/control/mesh_server.hpp"
#include "runtime/identity/certificate_folder.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "runtime/mesh/start_up.hpp"
#include "runtime/mesh/timer_thread.hpp"
#include "runtime/node/hub/hub_host.hpp"
#include "runtime/node/process/free_port.hpp"
#include "runtime/node/process/host_name_lock.hpp"
#include "runtime/node/process/hub_dialler.hpp"
#include "runtime/node/process/linked_system.hpp"
#include "runtime/node/process/node_setup.hpp"
#include "runtime/node/process/witness.hpp"
#include "runtime/node/protocol/agreement.hpp"
#include "runtime/node/uplink/sector_host.hpp"

namespace mesh::node {

namespace {

/// The metrics of a host of sectors, in Prometheus' text format.
std::string metrics_of(const mesh_counters& counters, const node_agents& agents,
                       const std::filesystem::path& certificate) {
  control::metrics_text text;
  control::write_counters(text, counters, event_log(1));
  control::write_program(text, facts_of_this_process());
  if (const auto door = agents.counts())
    control::write_door(text, *door);
  if (const auto shown = identity::read_certificate(certificate))
    control::write_certificate(text, shown->valid());
  return text.text();
}

using console::exit_code;

int to_int(exit_code code) {
  return static_cast<int>(code);
}

void complain(const std::string& text) {
  std::fprintf(stderr, "error: %s\n", printable_lines(text).c_str());
}

/// Of a process or a channel; never 0.
session_id some_session() {
  return some_process_id(false) | 1;
}

/// Signals are waited for by the main thread; no other one gets them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (auto s : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&signals, s);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// One host's process, from its configuration to its end.
class process {
public:
  /// `kept`: false afterwards when conflicts were lost because the disk did not take them.
  process(config cfg, node_part part, const node_options& options, bool& kept)
      : cfg_(std::move(cfg)), part_(std::move(part)), options_(options), kept_(kept) {}

  tl::expected<void, error> start();
  exit_code wait(const sigset_t& signals);

private:
  tl::expected<void, error> start_orchestrator();
  tl::expected<void, error> start_sectors(caf::actor_system& system,
                                          std::function<void(const caf::actor&)> dial);
  [[nodiscard]] std::vector<std::string> warnings() const;
  [[nodiscard]] std::vector<std::string> certificate_warnings() const;
  bool refused(const error& why);
  void reload();
  void leave();

  config cfg_;
  node_part part_;
  const node_options& options_;
  bool& kept_;
  std::shared_ptr<transport::pump> links_;
  std::unique_ptr<node_agents> agents_; // of sectors here
  std::unique_ptr<local_mesh> mesh_;
  std::unique_ptr<gateway::hosts_door> enrolments_; // where the orchestrator is
  std::unique_ptr<control::mesh_server> operators_;
  std::unique_ptr<linked_system> system_cfg_;
  std::unique_ptr<caf::actor_system> system_; // without an orchestrator here
  std::unique_ptr<sector_host> sectors_;
  std::unique_ptr<control::server> https_; // of a host of sectors alone
  std::atomic<bool> has_left_{false};
  std::atomic<bool> turned_away_{false};
};

tl::expected<void, error> process::start() {
  auto links = transport::pump::start(
      {identity::files_of(cfg_.node.certificates, cfg_.node.name), cfg_.transport, {}});
  if (!links)
    return tl::unexpected(links.error());
  links_ = std::move(*links);
  for (const auto& warning : warnings())
    spdlog::warn(warning);
  if (!cfg_.control.listen.empty()) // before a host joins us, or we somebody
    if (auto free = can_listen(cfg_.control.listen); !free)
      return tl::unexpected(free.error());
  try {
    if (part_.listen)
      return start_orchestrator();
    system_cfg_ = std::make_unique<linked_system>(cfg_.runtime, links_);
    system_ = std::make_unique<caf::actor_system>(*system_cfg_);
    auto where = "orchestrator/" + cfg_.node.orchestrator_name + "@" + part_.orchestrator->host;
    return start_sectors(*system_, dial_hub(*system_, {where, part_.orchestrator->port}));
  } catch (const mesh_failure& failure) {
    return tl::unexpected(failure.why());
  }
}

tl::expected<void, error> process::start_orchestrator() {
  mesh_options how;
  how.data = options_.data;
  how.lost = [this](std::uint64_t) {
    kept_ = false;
  };
  how.calls = notices_to_people(cfg_, options_.data);
  how.model = calls::model_client::start;
  how.interrupted = interrupt_pending; // of operators elsewhere: each his own
  how.system = [this](const config& cfg) {
    return std::make_unique<linked_system>(cfg.runtime, links_);
  };
  hub_host* hub = nullptr;
  how.elsewhere = [this, &hub](const sectors_setup& setup) {
    hub_options to;
    to.data = options_.data;
    to.new_session = some_session;
    to.ask_about = ask_others_over_https(setup.system, cfg_);
    to.probe = probe_over_https(setup.system, cfg_);
    to.warnings = [this] {
      return certificate_warnings();
    };
    to.certified = [this, &system = setup.system](const caf::strong_actor_ptr& sender) {
      return certified_name(*links_, cfg_.node.name, system, sender);
    };
    to.publish = [this](caf::actor_system& system,
                        const caf::actor& door) -> tl::expected<void, error> {
      auto port = system.middleman().publish(door, part_.listen->port,
                                             ("sectors@" + part_.listen->host).c_str(), true);
      if (port)
        return {};
      return tl::unexpected(error{errc::io_error,
                                  "cannot listen for nodes at " + cfg_.node.listen + ": "
                                      + system.render(port.error()),
                                  "set /node/listen to a free port of this host"});
    };
    auto made = std::make_unique<hub_host>(setup, std::move(to));
    hub = made.get();
    return made;
  };
  mesh_ = std::make_unique<local_mesh>(cfg_, std::move(how));
  spdlog::info("{} is the orchestrator of {} sectors; nodes join at {}", cfg_.node.name,
               cfg_.topology.sectors, cfg_.node.listen);
  auto enrolments = open_enrolments(*mesh_, options_.data);
  if (!enrolments)
    return tl::unexpected(enrolments.error());
  enrolments_ = std::move(*enrolments);
  if (part_.orchestrator) {
    auto started = start_sectors(mesh_->system(), [hub](const caf::actor& uplink) {
      caf::anon_send(uplink, hub_found{hub->hub()});
    });
    if (!started)
      return started;
  }
  if (cfg_.control.listen.empty())
    return {};
  control::mesh_server_options door;
  door.files = identity::files_of(cfg_.node.certificates, cfg_.node.name);
  door.limits = cfg_.control;
  door.log = cfg_.transport;
  door.links = [links = links_] {
    return links->counts();
  };
  auto opened = control::mesh_server::start(*mesh_, std::move(door));
  if (!opened)
    return tl::unexpected(opened.error());
  operators_ = std::move(*opened);
  spdlog::info("operators connect at {}", cfg_.control.listen);
  return {};
}

tl::expected<void, error> process::start_sectors(caf::actor_system& system,
                                                 std::function<void(const caf::actor&)> dial) {
  host_setup how;
  how.me.name = cfg_.node.name;
  how.me.capacity = cfg_.node.capacity;
  how.me.build_version = version();
  how.me.mesh_config = common_config(cfg_);
  if (!mesh_)
    how.me.witness = cfg_.control.listen;
  how.ask_peers = ask_over_https(system, cfg_);
  how.session = some_session();
  how.host_id =
      [mine = std::make_shared<host_name_lock>(cfg_.node.name + "@" + cfg_.node.orchestrator)] {
        return mine->host_id();
      };
  auto agents = node_agents::open(cfg_, options_.data, system);
  if (!agents)
    return tl::unexpected(agents.error());
  agents_ = std::move(*agents);
  agents_->enter(how);
  auto gate = std::make_shared<join_gate>(std::move(dial));
  how.dial = [gate](const caf::actor& uplink) {
    gate->dial(uplink);
  };
  how.refused = [this](const error& why) {
    return refused(why);
  };
  how.left = [this] {
    has_left_ = true;
  };
  const auto session = how.session;
  sectors_ = std::make_unique<sector_host>(system, std::make_unique<timer_thread>(), cfg_,
                                           std::move(how));
  agents_->speak_over(sectors_->uplink());
  if (!cfg_.control.listen.empty() && !mesh_) { // else the orchestrator listens there
    auto served = serve_node(
        system, cfg_, session, sectors_->uplink(),
        [&counters = sectors_->counters(), agents = agents_.get(),
         file = identity::files_of(cfg_.node.certificates, cfg_.node.name).certificate] {
          return metrics_of(counters, *agents, file);
        });
    if (!served)
      return tl::unexpected(served.error());
    https_ = std::move(*served);
  }
  gate->open(); // who joins and then cannot start takes sectors along
  spdlog::info("{} is ready to host sectors", cfg_.node.name);
  return {};
}

std::vector<std::string> process::warnings() const {
  auto all = certificate_warnings();
  if (part_.listen && options_.data.empty() && cfg_.placement.expected_nodes > 1)
    all.emplace_back(
        "without --data this orchestrator forgets the placement of sectors: after a restart it "
        "places no sector before all hosts are back, or 'node adopt'");
  return all;
}

/// X2: a certificate that ends takes its host out of the mesh.
std::vector<std::string> process::certificate_warnings() const {
  const auto now_s = identity::seconds_now();
  if (identity::state_of(links_->valid(), now_s, cfg_.transport.certificate_warning_days)
      == identity::validity_state::good)
    return {};
  char text[160];
  std::snprintf(
      text, sizeof text,
      "the certificate of %s expires in %.1f days: mesh certs issue --renew, then SIGHUP",
      cfg_.node.name.c_str(), identity::days_left(links_->valid(), now_s));
  return {text};
}

/// A name that is still in use comes free; what a person has to mend does not
/// mend itself.
bool process::refused(const error& why) {
  if (why.code == errc::already_exists || why.code == errc::store_foreign) {
    spdlog::warn("the orchestrator does not let this node join yet: {}", to_string(why));
    return true;
  }
  spdlog::error("the orchestrator does not let this node join: {}", to_string(why));
  turned_away_ = true;
  return false;
}

void process::reload() {
  if (auto read = links_->reload(); !read)
    spdlog::error("certificates were not reloaded: {}", to_string(read.error()));
  else
    spdlog::info("certificates reloaded; new links use them");
  if (auto read = https_       ? https_->reload()
                  : operators_ ? operators_->https().reload()
                               : tl::expected<void, error>{};
      !read)
    spdlog::error("certificates for HTTPS were not reloaded: {}", to_string(read.error()));
  if (auto read = agents_ ? agents_->reload() : tl::expected<void, error>(); !read)
    spdlog::error("certificates for agents were not reloaded: {}", to_string(read.error()));
  if (auto fresh = load_config_file(options_.config_file); fresh)
    spdlog::set_level(spdlog::level::from_str(fresh->runtime.log_level));
  else
    spdlog::error("the log level was not changed: {}", to_string(fresh.error()));
  for (const auto& warning : warnings())
    spdlog::warn(warning);
}

exit_code process::wait(const sigset_t& signals) {
  for (;;) {
    timespec look_around{0, 100'000'000};
    auto got = ::sigtimedwait(&signals, nullptr, &look_around);
    if (turned_away_)
      return exit_code::usage;
    if (got == SIGHUP)
      reload();
    if (got == SIGTERM || got == SIGINT) {
      leave();
      return exit_code::done;
    }
  }
}

/// Its sectors go to others first, when what goes on there has ended; nobody is waited for
/// long. A second signal ends it at once.
void process::leave() {
  spdlog::info("{} leaves", cfg_.node.name);
  if (!sectors_ || mesh_)
    return;
  sectors_->leave();
  auto until = std::chrono::steady_clock::now()
               + from_ms(cfg_.placement.drain_ms + cfg_.placement.return_ms);
  sigset_t again;
  sigemptyset(&again);
  sigaddset(&again, SIGTERM);
  sigaddset(&again, SIGINT);
  const timespec a_while{0, 10'000'000};
  while (!has_left_ && std::chrono::steady_clock::now() < until)
    if (::sigtimedwait(&again, nullptr, &a_while) > 0)
      return;
}

} // namespace

int run_node(const node_options& options) {
  auto cfg = load_config_file(options.config_file);
  if (!cfg) {
    for (const auto& problem : cfg.error())
      complain(options.config_file + ": " + to_string(problem));
    return to_int(exit_code::usage);
  }
  auto part = part_of(*cfg);
  if (!part) {
    for (const auto& problem : part.error())
      complain(options.config_file + ": " + to_string(problem));
    return to_int(exit_code::usage);
  }
  bound_memory(cfg->runtime);
  set_up_log(cfg->runtime);
  auto signals = block_signals();
  auto kept = true;
  auto code = exit_code::done;
  try {
    process host(std::move(*cfg), std::move(*part), options, kept);
    if (auto started = host.start(); !started) {
      complain(to_string(started.error()));
      return to_int(console::code_of(started.error()));
    }
    code = host.wait(signals);
  } catch (const mesh_failure& failure) {
    complain(to_string(failure.why()));
    return to_int(console::code_of(failure.why()));
  }
  return to_int(kept ? code : console::worse(code, exit_code::failed));
}

} // namespace mesh::node
