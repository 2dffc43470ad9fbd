#include "tests/control/control_support.hpp"

#include <csignal>
#include <poll.h>
#include <sstream>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "runtime/base/interrupt.hpp"
#include "runtime/base/process_facts.hpp"

namespace mesh::test {

namespace {

constexpr auto api_patience = std::chrono::seconds(60);

std::int64_t unix_now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::vector<control::route> some_routes() {
  using identity::node_role;
  using namespace control;
  const std::vector<node_role> operators{node_role::operators};
  return {
      {"GET",
       "/who",
       {std::begin(identity::all_roles), std::end(identity::all_roles)},
       pace::quick,
       [](const request& what, exchange& x) {
         x.answer({200, json_type, to_string(what.who)});
       }},
      {"POST", "/echo", operators, pace::quick,
       [](const request& what, exchange& x) {
         x.answer({200, json_type, what.body});
       }},
      {"GET", "/flood", operators, pace::stream,
       [](const request&, exchange& x) {
         x.follow(lines_type, {}, [] { return std::string(65'536, 'x'); });
       }},
      {"GET", "/throw", operators, pace::quick,
       [](const request&, exchange&) {
         throw std::runtime_error("a slip");
       }},
  };
}

} // namespace

bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + api_patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    ::poll(nullptr, 0, 2); // gives way to who works on it
  }
  return true;
}

std::vector<nlohmann::json> lines_of(const std::string& text) {
  std::vector<nlohmann::json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    INFO("line: " << line);
    REQUIRE(nlohmann::json::accept(line));
    lines.push_back(nlohmann::json::parse(line));
  }
  return lines;
}

std::size_t resident_bytes() {
  return facts_of_this_process().value().resident_bytes;
}

control_config control_limits() {
  control_config limits;
  limits.listen = "0";
  limits.handshake_timeout_ms = 20'000;
  limits.progress_period_ms = 20;
  limits.events_period_ms = 5;
  return limits;
}

identity::credentials control_world::credentials_of(const identity::credential_files& files) {
  auto read = identity::read_credentials(files, unix_now_s());
  REQUIRE(read);
  return *read;
}

control::endpoint control_world::at(std::uint16_t port, const identity::credential_files& as) {
  return {{"127.0.0.1", port}, as};
}

plain_server::plain_server(const control_config& limits) {
  spdlog::set_level(spdlog::level::off);
  ::signal(SIGPIPE, SIG_IGN);
  auto started = control::server::start({hub, limits, some_routes()});
  if (!started)
    FAIL(to_string(started.error()));
  server_ = std::move(*started);
}

bool plain_server::saw(const std::string& reason, std::uint64_t times) const {
  return eventually([&] {
    const auto refused = server_->counts().refused;
    const auto found = refused.find(reason);
    return found != refused.end() && found->second >= times;
  });
}

void plain_server::check_honest() const {
  const auto got = ask(at(port()), {"GET", "/who"});
  if (!got)
    FAIL(to_string(got.error()));
  CHECK(got->status == 200);
  CHECK(got->body == "operator/ann");
}

std::unique_ptr<raw_peer> plain_server::operators() const {
  auto peer = std::make_unique<raw_peer>(port());
  const auto who = credentials_of(ann);
  REQUIRE(peer->handshake({.who = &who}));
  return peer;
}

served_mesh::served_mesh(const control_config& limits) {
  spdlog::set_level(spdlog::level::off);
  ::signal(SIGPIPE, SIG_IGN);
  config cfg;
  cfg.topology = topology_config::of(3, 3, 5);
  mesh_options how;
  how.interrupted = interrupt_pending;
  mesh_ = std::make_unique<local_mesh>(cfg, std::move(how));
  auto started = control::mesh_server::start(*mesh_, {hub, limits});
  if (!started)
    FAIL(to_string(started.error()));
  server_ = std::move(*started);
}

control::reply served_mesh::get(const std::string& path) const {
  auto got = ask(at(port()), {"GET", path});
  if (!got)
    FAIL(to_string(got.error()));
  return *got;
}

control::reply served_mesh::post(const std::string& script) const {
  const nlohmann::json body{{"script", script}};
  auto got = ask(at(port()), {"POST", "/v1/commands", body.dump()});
  if (!got)
    FAIL(to_string(got.error()));
  return *got;
}

} // namespace mesh::test
