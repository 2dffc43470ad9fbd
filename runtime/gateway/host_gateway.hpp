#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/gateway/asked_admission.hpp"
#include "runtime/gateway/gateway_options.hpp"
#include "runtime/gateway/gateway_site.hpp"
#include "runtime/gateway/port_news.hpp"
#include "runtime/mesh/agent_door.hpp"

namespace mesh::gateway {

class gateway_machine;

/// The port for agents from outside of a host of sectors (X1): agents whose cluster is here are
/// let in, as far as the orchestrator's host agrees; others are sent to the host that has it.
///
/// What it says to the orchestrator's host goes through speak(); before that, and after
/// hush(), nobody hears it.
class host_gateway final : public agents_port, private gateway_site {
public:
  struct setup {
    std::function<time_point()> now; // of agents' works
    std::shared_ptr<linked_agents> linked;
    gateway_options options;
  };
  struct ways {
    asked_admission::say ask;
    std::function<void(const agents_at_port& news)> tell;
    std::function<void(const port_links& all)> show;
    std::function<void(const port_refusal& what)> warn;
  };
  /// Listens. Errors name address, file and remedy.
  static tl::expected<std::unique_ptr<host_gateway>, error> start(setup how);
  ~host_gateway() override;

  /// Reads the certificate again, for links from now on; see gateway_machine.
  tl::expected<void, error> reload();
  void speak(ways to_hub);
  /// Nobody hears it any more.
  void hush() { speak({}); }
  [[nodiscard]] std::optional<agent_door_counts> counts() const;

  // -- agents_port --------------------------------------------------------------------
  [[nodiscard]] std::string url() const override;
  void answered(std::uint64_t question, admission_answer how) override;
  void ordered(const port_order& what) override;
  void joined() override;
  void moved_away(const scope& part) override;

private:
  explicit host_gateway(setup how);

  // -- gateway_site -------------------------------------------------------------------
  [[nodiscard]] time_point now() const override { return setup_.now(); }
  linked_agents& linked() override { return *setup_.linked; }
  agent_admission& admission() override { return asked_; }
  void note(const notice& what) override;
  void tick(bool agents_changed) override;

  [[nodiscard]] ways spoken() const;
  void show(const ways& to_hub);

  const setup setup_;
  mutable std::mutex mutex_; // for what follows
  ways to_hub_;
  port_news news_;
  asked_admission asked_; // ends before the links, and after their last question
  std::atomic<bool> says_all_{false};
  time_point shown_{}; // when its links were shown last
  bool shows_some_ = false;
  std::unique_ptr<gateway_machine> links_;
};

} // namespace mesh::gateway
