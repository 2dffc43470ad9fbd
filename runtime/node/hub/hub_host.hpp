#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/protocol/hub_messages.hpp"
#include "runtime/node/proxies/way_out.hpp"
#include "runtime/placement/node_table.hpp"

namespace mesh::node {

struct hub_options {
  /// Makes the hub known to nodes; what is wrong, when that fails.
  std::function<tl::expected<void, error>(caf::actor_system&, const caf::actor& hub)> publish;
  /// As hub_setup::certified.
  std::function<std::optional<std::string>(const caf::strong_actor_ptr&)> certified = {};
  std::filesystem::path data = {}; // empty: placements do not outlive the process
  std::function<session_id()> new_session;
  node_inquiry ask_about = {};
  node_probe probe = {};
  std::function<std::vector<std::string>()> warnings = {}; // none: nothing is to be warned of
};

/// Sectors on nodes, over a hub.
class hub_host final : public remote_sectors {
public:
  /// Throws mesh_failure when what an earlier process stored cannot be used.
  hub_host(const sectors_setup& setup, hub_options options);
  ~hub_host() override;

  sector_starter starter() override;
  tl::expected<void, error> open() override;
  void change_world(const std::vector<agent_id>& whose, const behaviour_change& what) override;
  void frozen(const std::vector<freeze_order>& standing) override;
  nodes_report nodes() override;
  std::vector<std::string> warnings() override;
  error order(const std::string& name, node_act what) override;
  void open_enrolments(enrolments* whom) override { agents_->open(whom); }
  void order_ports(const port_order& what) override;
  std::vector<std::string> agents_urls(const scope& where) override;
  heal_report heal() override;
  void close() override;
  /// Where nodes come in, whichever life the hub is in.
  [[nodiscard]] const caf::actor& hub() const { return hub_; }

private:
  template <class Answer, class Question>
  Answer ask(const caf::actor& whom, Question question, Answer otherwise);

  caf::actor_system& system_;
  hub_options options_;
  caf::actor hub_; // its gate
  caf::actor supervisor_;
  proxy_setup proxies_;
  const std::shared_ptr<enrolments_place> agents_ = std::make_shared<enrolments_place>();
};

} // namespace mesh::node
