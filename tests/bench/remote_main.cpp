// Messages of 200 bytes from another process: one by one, `links` over our TLS,
// `bare` over CAF's own sockets; `batched` as hub and nodes send them, numbered
// and acknowledged, with an entry waiting half a millisecond for company.
// mesh_bench_remote links|bare|batched SECONDS prints one line; it starts itself
// as the sender.
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

#include "messages/caf_link_batch.hpp"
#include "runtime/channel/channel.hpp"
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
    add_message_type<wire<link_batch>>("mesh::link_batch");
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

/// One end of a channel as an actor: what next() has is sent, and at the latest
/// with the next tick.
struct channel_end {
  std::optional<channel> link;
  caf::actor other;
  void flush(caf::event_based_actor* self) {
    while (auto batch = link->next(self->clock().now()))
      self->send(other, wire<link_batch>(std::move(*batch)));
  }
  std::vector<link_entry> receive(caf::event_based_actor* self, const wire<link_batch>& b) {
    auto got = link->receive(link_batch(*b), self->clock().now());
    return std::move(got.entries);
  }
};

struct tick {};

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(tick)

namespace {

/// Keeps as many entries on the way as the window takes.
caf::behavior batch_sender(caf::stateful_actor<channel_end>* self, const caf::actor& to) {
  auto& s = self->state;
  s.link.emplace(links_config{}, 1);
  s.other = to;
  s.link->link_up(self->clock().now());
  auto refill = [self] {
    constexpr std::size_t kept = 16'384;
    auto& mine = self->state;
    const auto now = self->clock().now();
    while (mine.link->size() < kept)
      if (!mine.link->offer(
              {entry_kind::post, agent_id{}, 0, {}, std::string(message_bytes, 'x')}, now))
        break;
    mine.flush(self);
  };
  self->send(self, tick{});
  return {[self, refill](const wire<link_batch>& b) {
            (void)self->state.receive(self, b);
            refill();
          },
          [self, refill](tick) {
            refill();
            self->delayed_send(self, milliseconds(1), tick{});
          }};
}

/// Tells `whom` how many entries came in a second, once.
struct counting_end : channel_end {
  std::uint64_t received = 0, before = 0;
  bench::stopwatch all;
  std::optional<bench::stopwatch> watch; // from a quarter of the time on
  bool told = false;
  void count(std::size_t more, double seconds, const caf::actor& whom) {
    received += more;
    if (!watch && all.s() > seconds / 4) {
      watch.emplace();
      before = received;
    } else if (watch && !told && watch->s() > seconds) {
      told = true;
      caf::anon_send(whom, static_cast<std::uint64_t>(static_cast<double>(received - before)
                                                      / watch->s()));
    }
  }
};

caf::behavior batch_receiver(caf::stateful_actor<counting_end>* self, double seconds,
                             const caf::actor& whom) {
  self->state.link.emplace(links_config{}, 2);
  self->send(self, tick{});
  return {[self, seconds, whom](const wire<link_batch>& b) {
            auto& mine = self->state;
            if (!mine.other) {
              mine.other = caf::actor_cast<caf::actor>(self->current_sender());
              mine.link->link_up(self->clock().now());
            }
            mine.count(mine.receive(self, b).size(), seconds, whom);
            mine.flush(self);
          },
          [self](tick) {
            if (self->state.other)
              self->state.flush(self);
            self->delayed_send(self, milliseconds(1), tick{});
          }};
}

/// Sends a batch for each number it gets.
int send_to(const std::string& folder, std::uint16_t port, bool batched) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  remote_config config(pump_of(folder, "n1"));
  caf::actor_system system(config);
  auto there = system.middleman().remote_actor(
      folder.empty() ? "127.0.0.1" : "orchestrator/o1@127.0.0.1", port);
  if (!there)
    return EXIT_FAILURE;
  if (batched) {
    system.spawn(batch_sender, *there);
    for (;;)
      ::pause();
  }
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

/// The program again, as the sender.
pid_t start_sender(const std::string& folder, std::uint16_t port, const char* kind,
                   const char* program) {
  auto number = std::to_string(port);
  std::string as(kind);
  auto dir = folder;
  char* argv[] = {const_cast<char*>(program), as.data(), dir.data(), number.data(), nullptr};
  pid_t sender = 0;
  return ::posix_spawn(&sender, "/proc/self/exe", nullptr, nullptr, argv, environ) == 0 ? sender
                                                                                        : 0;
}

void end_sender(pid_t sender) {
  ::kill(sender, SIGKILL);
  ::waitpid(sender, nullptr, 0);
}

double batched_per_s(const std::string& folder, double seconds, const char* program) {
  remote_config config(pump_of(folder, "o1"));
  caf::actor_system system(config);
  caf::scoped_actor self(system);
  auto here = system.spawn(batch_receiver, seconds, caf::actor_cast<caf::actor>(self));
  auto port = system.middleman().publish(here, 0, "sectors@127.0.0.1");
  auto sender = port ? start_sender(folder, *port, "batches", program) : 0;
  if (sender == 0)
    return 0;
  double rate = 0;
  self->receive([&](std::uint64_t per_s) { rate = static_cast<double>(per_s); },
                caf::after(from_ms(seconds * 2'000) + std::chrono::seconds(20)) >> [] {});
  end_sender(sender);
  caf::anon_send_exit(here, caf::exit_reason::kill);
  return rate;
}

double messages_per_s(const std::string& folder, double seconds, const char* program) {
  remote_config config(pump_of(folder, "o1"));
  caf::actor_system system(config);
  caf::scoped_actor self(system);
  auto port = system.middleman().publish(caf::actor_cast<caf::actor>(self), 0,
                                         folder.empty() ? "127.0.0.1" : "sectors@127.0.0.1");
  if (!port)
    return 0;
  auto sender = start_sender(folder, *port, "sender", program);
  if (sender == 0)
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
  end_sender(sender);
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
  const std::string_view kind = argc > 1 ? argv[1] : "";
  if (argc == 4 && (kind == "sender" || kind == "batches"))
    return send_to(argv[2], static_cast<std::uint16_t>(std::atoi(argv[3])), kind == "batches");
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " links|bare|batched SECONDS\n";
    return 2;
  }
  const certificates made;
  const auto seconds = std::atof(argv[2]);
  auto rate = kind == "batched"
                  ? batched_per_s(made.folder, seconds, argv[0])
                  : messages_per_s(kind == "bare" ? "" : made.folder, seconds, argv[0]);
  if (rate <= 0)
    return EXIT_FAILURE;
  bench::print({{"messages_per_s", rate}});
  return 0;
}
