#pragma once
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "runtime/gateway/admissions.hpp"
#include "runtime/gateway/agent_link.hpp"
#include "runtime/gateway/gateway_options.hpp"
#include "runtime/gateway/gateway_tls.hpp"
#include "runtime/http/host_port.hpp"
#include "runtime/transport/links/refusal_log.hpp"

namespace mesh::gateway {

/// The gateway from inside: its links, and the thread that they live on.
struct gateway_machine final : gateway_house {
  gateway_machine(local_mesh& m, gateway_options o, gateway_tls made, keys::signing_key signs,
                  std::unique_ptr<enrolment_desk> enrolments);

  // -- gateway_house ------------------------------------------------------------------
  [[nodiscard]] const gateway_config& limits() const override { return options.limits; }
  [[nodiscard]] const keys::signing_key& mesh_key() const override { return key; }
  [[nodiscard]] const std::string& mesh_name() const override { return name; }
  [[nodiscard]] time_point now() const override { return mesh.now(); }
  [[nodiscard]] std::string certificate_digest() const override { return tls.digest; }
  void spawn(asio::awaitable<void> coroutine) override {
    transport::spawn(io, std::move(coroutine));
  }
  bool up(const link_ptr& link) override;
  void gone(const link_ptr& link) override;
  void admit(const link_ptr& link, const hello_claim& whom,
             session_ways::admitted then) override;
  void rotate(const std::string& agent, const keys::public_key& old_key,
              const keys::public_key& new_key, session_ways::rotated then) override {
    doors->rotate(agent, old_key, new_key, std::move(then));
  }
  void note_refusal(const std::string& address, std::string_view reason,
                    std::string_view detail) override;

  // -- its own ------------------------------------------------------------------------
  tl::expected<void, error> listen();
  asio::awaitable<void> accept_all();
  asio::awaitable<void> look_after_links();
  void close_all();
  /// Where an agent has come from; empty: it is not here.
  [[nodiscard]] std::string address_of(const std::string& agent) const {
    const std::lock_guard lock(mutex);
    const auto found = by_agent.find(agent);
    const auto link = found == by_agent.end() ? nullptr : found->second.lock();
    return link && link->has(agent) ? link->address() : std::string();
  }
  /// The agent is not to be on any link any more.
  void turn_out(const std::string& agent, const refusal& why);

  local_mesh& mesh;
  const gateway_options options;
  const gateway_tls tls;
  const keys::signing_key key;
  const std::string name;
  const std::unique_ptr<enrolment_desk> desk;
  asio::io_context io;
  tcp::acceptor acceptor;
  asio::steady_timer clock;
  control::host_port where;
  std::list<link_ptr> handshakes; // the oldest first
  token_bucket hellos;
  transport::refusals_by<std::string> log;
  bool closing = false;
  mutable std::mutex mutex; // for what follows, which other threads read
  std::set<link_ptr> links;
  std::map<std::string, std::weak_ptr<agent_link>> by_agent; // its newest
  std::size_t unfinished = 0;
  std::map<std::string, std::uint64_t> refused;
  std::optional<admissions> doors; // ends before the rest, and after the thread's last job
  std::thread thread;
};

} // namespace mesh::gateway
