#include "tests/transport/link_support.hpp"

#include <chrono>
#include <csignal>

#include <caf/io/all.hpp>
#include <spdlog/spdlog.h>

#include "tests/support/catch.hpp"

namespace mesh::test {

namespace {

constexpr std::chrono::seconds patience(20);

std::int64_t now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// CAF 0.17 binds a null reference when there are no arguments
caf::behavior echo_actor(caf::event_based_actor*, int) {
  return {[](int value) { return value; }, [](const std::string& text) { return text; },
          [](int length, int) {
            return std::string(static_cast<std::size_t>(length), 'x');
          }};
}

template <class T>
std::optional<T> ask_for(caf::actor_system& system, const caf::actor& echo, const T& value,
                         std::chrono::milliseconds within) {
  std::optional<T> answer;
  caf::scoped_actor self(system);
  self->request(echo, within, value)
      .receive([&](const T& text) { answer = text; }, [](const caf::error&) {});
  return answer;
}

std::shared_ptr<transport::pump> start(const identity::credential_files& files,
                                       const transport_config& limits, link_record& record) {
  spdlog::set_level(spdlog::level::off);
  ::signal(SIGPIPE, SIG_IGN);
  auto pump = transport::pump::start({files, limits, record.observer()});
  if (!pump)
    FAIL(to_string(pump.error()));
  return std::move(*pump);
}

} // namespace

authorities::authorities() {
  REQUIRE(identity::make_folder(ours, {}, now_s()));
  REQUIRE(identity::make_folder(others, {}, now_s()));
}

identity::credential_files authorities::issue_in(const std::filesystem::path& folder,
                                                 const std::string& role_and_name) const {
  auto who = identity::peer_name_of(role_and_name).value();
  REQUIRE(identity::issue_into(folder, {who, 30, {}}, true, now_s()));
  return identity::files_of(folder, who.name);
}

transport_config test_limits() {
  transport_config limits;
  limits.heartbeat_ms = 100;
  limits.idle_timeout_ms = 10'000;
  limits.handshake_timeout_ms = 10'000;
  return limits;
}

transport::link_observer link_record::observer() {
  return [this](const transport::link_event&) {
    const std::lock_guard lock(mutex_);
    ++events_;
    changed_.notify_all();
  };
}

bool link_record::eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto seen = events_;
    lock.unlock();
    if (condition())
      return true;
    lock.lock();
    // dropped frames are no events: looked at again meanwhile
    if (events_ == seen)
      changed_.wait_for(lock, std::chrono::milliseconds(20));
    if (std::chrono::steady_clock::now() > deadline)
      return false;
  }
}

links_config::links_config(const std::shared_ptr<transport::pump>& pump) : with_links(pump) {
  set("scheduler.max-threads", std::size_t{2});
  transport::use_links(*this, pump->limits());
}

link_node::link_node(const identity::credential_files& files, const transport_config& limits)
    : pump_(start(files, limits, record)),
      config_(pump_),
      system_(config_),
      echo_(system_.spawn(echo_actor, 0)) {}

link_node::~link_node() {
  caf::anon_send_exit(echo_, caf::exit_reason::kill);
}

std::uint16_t link_node::publish(const std::string& where) {
  auto port = system_.middleman().publish(echo_, 0, where.c_str());
  if (!port)
    FAIL(system_.render(port.error()));
  return *port;
}

caf::expected<caf::actor> link_node::reach(const std::string& peer, std::uint16_t port) {
  return system_.middleman().remote_actor(peer + "@127.0.0.1", port);
}

caf::actor link_node::must_reach(const std::string& peer, std::uint16_t port) {
  auto reached = reach(peer, port);
  if (!reached)
    FAIL(system_.render(reached.error()));
  return *reached;
}

bool link_node::saw(transport::link_end reason, std::uint64_t times) {
  return record.eventually([&] { return counts().of(reason) >= times; });
}

bool link_node::has_up(std::uint64_t links) {
  return record.eventually([&] { return counts().up == links; });
}

std::optional<int> ask(caf::actor_system& system, const caf::actor& echo, int value,
                       std::chrono::milliseconds within) {
  return ask_for(system, echo, value, within);
}

std::optional<std::string> ask(caf::actor_system& system, const caf::actor& echo,
                               const std::string& value) {
  return ask_for(system, echo, value, std::chrono::seconds(10));
}

linked::linked(const transport_config& of_o1) : limits(of_o1) {
  REQUIRE(ask(n1.system(), echo, 7) == 7);
}

void linked::check_others_untouched() {
  CHECK(o1.has_up(1));
  CHECK(n1.counts().up == 1);
  CHECK(n1.counts().made == 1);
  CHECK(ask(n1.system(), echo, 42) == 42);
}

} // namespace mesh::test
