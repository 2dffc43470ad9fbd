#pragma once
#include <map>
#include <mutex>
#include <string>

#include "runtime/gateway/agent_links.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/mesh/remote_sectors.hpp"

namespace mesh::gateway {

/// The links of agents of a mesh over several hosts: each host's port has its own, and tells
/// who is there. Any thread.
class hosts_links final : public agent_links {
public:
  /// `ca`: PEM, that agents check the hosts' certificates against.
  hosts_links(remote_sectors& hosts, std::string ca) : hosts_(hosts), ca_(std::move(ca)) {}

  void heard(const std::string& host, const agents_at_port& news);
  void heard(const std::string& host, const port_links& all);

  [[nodiscard]] tl::expected<agent_invite, error> way_to(const scope& where) const override;
  void turn_out(const std::string& agent, const refusal& why) override;
  void ask_for_new_key(const std::string& agent) override;
  /// `n2 (10.0.0.3:41234)`.
  [[nodiscard]] std::string address_of(const std::string& agent) const override;
  /// As the hosts have said last; each address with its host, as above.
  [[nodiscard]] std::vector<agent_link_view> links() const override;
  [[nodiscard]] std::vector<agent_home::delivery>
  open_deliveries(agent_id /*id*/) const override {
    return {};
  }
  /// Each host has its own metrics.
  [[nodiscard]] std::optional<agent_door_counts> counts() const override { return {}; }

private:
  struct place {
    std::string host;
    std::string address;
  };
  remote_sectors& hosts_;
  const std::string ca_;
  mutable std::mutex mutex_;
  std::map<std::string, place> places_;     // by agent
  std::map<std::string, port_links> links_; // by host
};

} // namespace mesh::gateway
