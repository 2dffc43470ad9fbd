#include "runtime/cli/node_agents.hpp"

#include <spdlog/spdlog.h>

#include "runtime/cli/url_calls.hpp"
#include "runtime/identity/certificate_folder.hpp"
#include "runtime/node/bodies/admission_bodies.hpp"

namespace mesh::node {

namespace {

/// Those for agents, where they are others than those between hosts.
std::string certificates_of(const config& cfg) {
  return cfg.gateway.certificates.empty() ? cfg.node.certificates : cfg.gateway.certificates;
}

/// The key beside the certificates is the same on all hosts, when an operator has put it there.
std::filesystem::path key_folder(const config& cfg, const std::string& data) {
  const std::filesystem::path shared = certificates_of(cfg);
  std::error_code ignored;
  return std::filesystem::exists(gateway::mesh_key_file(shared), ignored)
             ? shared
             : std::filesystem::path(data);
}

/// Of a host of sectors it has nothing but the key.
tl::expected<void, error> make_folder(const std::string& data) {
  std::error_code failed;
  if (!data.empty())
    std::filesystem::create_directories(data, failed);
  if (failed)
    return tl::unexpected(error{errc::io_error, "cannot make " + data + ": " + failed.message(),
                                "name another folder for --data"});
  return {};
}

} // namespace

tl::expected<std::unique_ptr<node_agents>, error>
node_agents::open(const config& cfg, const std::string& data, caf::actor_system& system) {
  if (auto folder = make_folder(data); !folder)
    return tl::unexpected(folder.error());
  std::unique_ptr<node_agents> made(new node_agents);
  made->key_ = std::make_shared<gateway::shared_mesh_key>(key_folder(cfg, data));
  made->linked_ =
      std::make_shared<linked_agents>([&clock = system.clock()] { return clock.now(); });
  if (cfg.gateway.listen.empty())
    return made;
  gateway::gateway_options options{cfg.gateway};
  options.files = identity::files_of(certificates_of(cfg), cfg.node.name);
  options.key = made->key_;
  options.callbacks = made->callbacks_;
  options.callbacks_per_s = cfg.calls.callbacks_per_s;
  options.log = cfg.transport;
  auto port = gateway::host_gateway::start(
      {[&clock = system.clock()] { return clock.now(); }, made->linked_, std::move(options)});
  if (!port)
    return tl::unexpected(port.error());
  made->port_ = std::move(*port);
  spdlog::info("agents from outside come to {}", made->port_->url());
  return made;
}

node_agents::~node_agents() = default;

void node_agents::enter(host_setup& how) {
  how.linked = linked_;
  how.agents = port_.get();
  how.calls = calls_signed_by(key_, callbacks_);
  if (port_)
    how.me.agents_url = port_->url();
}

void node_agents::speak_over(const caf::actor& uplink) {
  if (!port_)
    return;
  const auto say = [uplink](entry_kind kind, std::uint64_t number, std::string body) {
    caf::anon_send(uplink, to_hub{{kind, {}, number, {}, std::move(body)}});
  };
  port_->speak(
      {[say](std::uint64_t question, const admission_question& what) {
         say(entry_kind::ask_admission, question, encode(what));
       },
       [say](const agents_at_port& news) { say(entry_kind::agents_at_port, 0, encode(news)); },
       [say](const port_links& all) { say(entry_kind::port_links, 0, encode(all)); },
       [say](const port_refusal& what) {
         say(entry_kind::port_refusal, 0, encode(what));
       }});
}

tl::expected<void, error> node_agents::reload() {
  return port_ ? port_->reload() : tl::expected<void, error>();
}

std::optional<agent_door_counts> node_agents::counts() const {
  return port_ ? port_->counts() : std::nullopt;
}

web_caller_maker notices_to_people(const config& cfg, const std::string& data) {
  return calls_signed_by(std::make_shared<gateway::shared_mesh_key>(key_folder(cfg, data)),
                         nullptr);
}

tl::expected<std::unique_ptr<gateway::hosts_door>, error>
open_enrolments(local_mesh& mesh, const std::string& data) {
  const auto& cfg = mesh.cfg();
  const auto ca = identity::read_certificate(
      identity::files_of(certificates_of(cfg), cfg.node.name).authority);
  if (!ca)
    return tl::unexpected(ca.error());
  return gateway::hosts_door::open(mesh, data, ca->pem());
}

} // namespace mesh::node
