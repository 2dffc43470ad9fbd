#include "runtime/node/hub/hub_host.hpp"

#include <caf/scheduler/test_coordinator.hpp>

#include "runtime/mesh/local_mesh.hpp"
#include "runtime/node/hub/hub_gate.hpp"
#include "runtime/node/hub/hub_supervisor.hpp"
#include "runtime/node/hub/placement_file.hpp"
#include "runtime/node/protocol/agreement.hpp"
#include "runtime/node/proxies/sector_proxy.hpp"

namespace mesh::node {

namespace {

constexpr auto hub_patience = std::chrono::seconds(5);
const error silent_hub{errc::timeout, "the hub of the nodes does not answer", "try again"};

stored_placement stored_in(const std::filesystem::path& data, int sectors) {
  if (data.empty())
    return {};
  auto placed = read_placement(data / "placement", sectors);
  if (!placed)
    throw mesh_failure(placed.error());
  return std::move(*placed);
}

} // namespace

hub_host::hub_host(const sectors_setup& setup, hub_options options)
    : system_(setup.system), options_(std::move(options)) {
  const auto& cfg = setup.around.cfg;
  hub_setup to;
  to.around = &setup.around;
  to.root = setup.root;
  to.certified = options_.certified;
  to.mesh_config = common_config(cfg);
  to.kept->placed = stored_in(options_.data, cfg.topology.sectors);
  if (!options_.data.empty())
    to.store = [file = options_.data / "placement"](const stored_placement& placed) {
      return write_placement(file, placed);
    };
  to.new_session = options_.new_session;
  to.ask_about = options_.ask_about;
  to.probe = options_.probe;
  to.people = &setup.people;
  to.agents = agents_;
  hub_ = system_.spawn(hub_gate, hub_gate_setup{&setup.around.counters, to.new_session});
  supervisor_ = system_.spawn(hub_supervisor, std::move(to), hub_);
  proxies_ = {hub_, std::make_shared<std::atomic<std::uint64_t>>(0)};
}

hub_host::~hub_host() {
  close();
}

sector_starter hub_host::starter() {
  return [this](sector_id sector, const mesh_supervisor_actor& parent,
                const orchestrator_actor&) -> sector_supervisor_actor {
    return system_.spawn(sector_proxy, sector, parent, proxies_);
  };
}

tl::expected<void, error> hub_host::open() {
  return options_.publish(system_, hub_);
}

void hub_host::change_world(const std::vector<agent_id>& whose, const behaviour_change& what) {
  caf::anon_send(hub_, world_change{{}, whose, what});
}

void hub_host::frozen(const std::vector<freeze_order>& standing) {
  caf::anon_send(hub_, standing_freezes{standing});
}

template <class Answer, class Question>
Answer hub_host::ask(const caf::actor& whom, Question question, Answer otherwise) {
  caf::scoped_actor self(system_);
  auto asked = self->request(whom, hub_patience, std::move(question));
  if (auto* virtual_time =
          dynamic_cast<caf::scheduler::test_coordinator*>(&system_.scheduler()))
    virtual_time->run();
  asked.receive([&](Answer& a) { otherwise = std::move(a); }, [](const caf::error&) {});
  return otherwise;
}

nodes_report hub_host::nodes() {
  return ask(hub_, nodes_request{}, nodes_report{silent_hub, {}, 0});
}

std::vector<std::string> hub_host::warnings() {
  return options_.warnings ? options_.warnings() : std::vector<std::string>{};
}

error hub_host::order(const std::string& name, node_act what) {
  return ask(hub_, node_order{name, what}, node_answer{silent_hub}).failure;
}

void hub_host::order_ports(const port_order& what) {
  caf::anon_send(hub_, what);
}

std::vector<std::string> hub_host::agents_urls(const scope& where) {
  return ask(hub_, agents_urls_request{where}, node::agents_urls{}).all;
}

heal_report hub_host::heal() {
  return ask(supervisor_, heal_order{}, heal_report{});
}

void hub_host::close() {
  for (auto* one : {&supervisor_, &hub_}) {
    if (*one)
      caf::anon_send_exit(*one, caf::exit_reason::user_shutdown);
    *one = nullptr;
  }
  proxies_.via = nullptr;
}

} // namespace mesh::node
