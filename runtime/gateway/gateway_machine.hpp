#pragma once
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "runtime/gateway/agent_link.hpp"
#include "runtime/gateway/agent_links.hpp"
#include "runtime/gateway/gateway_options.hpp"
#include "runtime/gateway/gateway_site.hpp"
#include "runtime/gateway/gateway_tls.hpp"
#include "runtime/http/host_port.hpp"
#include "runtime/transport/links/refusal_log.hpp"

namespace mesh::gateway {

/// The port for agents from outside: its links, and the thread that they live on.
class gateway_machine final : public gateway_house, public agent_links {
public:
  /// Listens. Errors name address, file and remedy. `site` outlives it, but for its
  /// admission(), which must have ended before this does, after stop().
  static tl::expected<std::unique_ptr<gateway_machine>, error> start(gateway_site& site,
                                                                     gateway_options options);
  ~gateway_machine() override { stop(); }
  /// Agents are told goodbye, with when to come back; returns when the last link has ended.
  void stop();

  [[nodiscard]] std::uint16_t port() const { return where_.port; }
  [[nodiscard]] std::string url() const; // as in invites
  /// Reads the certificate again, for links from now on; what was made for the process alone
  /// stays. When it is not good, the one in use stays. Any thread.
  tl::expected<void, error> reload();
  /// The agents that are on links, with the addresses of these. Any thread.
  [[nodiscard]] std::map<std::string, std::string> at_port() const;
  /// Asks anew whether those of a part of the mesh may be here, soon.
  void look_at(const scope& part);

  // -- agent_links --------------------------------------------------------------------
  [[nodiscard]] tl::expected<agent_invite, error> way_to(const scope& where) const override;
  void turn_out(const std::string& agent, const refusal& why) override;
  void ask_for_new_key(const std::string& agent) override;
  [[nodiscard]] std::string address_of(const std::string& agent) const override;
  [[nodiscard]] std::vector<agent_link_view> links() const override;
  [[nodiscard]] std::vector<agent_home::delivery> open_deliveries(agent_id id) const override;
  [[nodiscard]] std::optional<agent_door_counts> counts() const override;

  // -- gateway_house ------------------------------------------------------------------
  [[nodiscard]] const gateway_config& limits() const override { return options_.limits; }
  [[nodiscard]] const keys::signing_key& mesh_key() const override { return key_; }
  [[nodiscard]] const std::string& mesh_name() const override { return name_; }
  [[nodiscard]] time_point now() const override { return site_.now(); }
  [[nodiscard]] std::string certificate_digest() const override { return tls_.digest; }
  void spawn(asio::awaitable<void> coroutine) override {
    transport::spawn(io_, std::move(coroutine));
  }
  bool up(const link_ptr& link) override;
  void gone(const link_ptr& link) override;
  void agents_changed() override { changed_ = true; }
  void admit(const link_ptr& link, const hello_claim& whom,
             session_ways::admitted then) override;
  void rotate(const std::string& agent, const keys::public_key& old_key,
              const keys::public_key& new_key, session_ways::rotated then) override;
  [[nodiscard]] calls::callback_book* callbacks() const override {
    return options_.callbacks.get();
  }
  bool lets_callback_in() override { return answers_.take(1, now()); }
  void note_refusal(const std::string& address, std::string_view reason,
                    std::string_view detail) override;

private:
  gateway_machine(gateway_site& site, gateway_options o, gateway_tls_source from,
                  gateway_tls made, keys::signing_key signs);
  tl::expected<void, error> listen();
  asio::awaitable<void> accept_all();
  asio::awaitable<void> look_after_links();
  void close_all();
  void let_in(const link_ptr& link, const std::string& agent, const admission_answer& how,
              const session_ways::admitted& then);
  [[nodiscard]] link_ptr link_of(const std::string& agent) const;
  [[nodiscard]] std::vector<link_ptr> all_links() const;

  gateway_site& site_;
  const gateway_options options_;
  const gateway_tls_source tls_source_;
  const keys::signing_key key_;
  const std::string name_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::steady_timer clock_;
  control::host_port where_;
  std::list<link_ptr> handshakes_; // the oldest first
  token_bucket hellos_;
  token_bucket answers_; // by callbacks
  transport::refusals_by<std::string> log_;
  bool closing_ = false;
  bool changed_ = false;     // who is here, since the site was told
  mutable std::mutex mutex_; // for what follows, which other threads read
  gateway_tls tls_; // written on the links' thread alone, which reads it without the lock
  std::set<link_ptr> links_;
  std::map<std::string, std::weak_ptr<agent_link>> by_agent_; // its newest
  std::size_t unfinished_ = 0;
  std::map<std::string, std::uint64_t> refused_;
  std::thread thread_;
};

} // namespace mesh::gateway
