#pragma once
#include <string>
#include <utility>
#include <vector>

#include "actors/cluster_lead.hpp"
#include "tests/support/deterministic.hpp"

namespace mesh::testing {

/// A cluster lead between a probe in its coordinator's place and one probe for
/// each agent. The test plays the agents.
class lead_under_test {
public:
  /// One agent for each of `classes`, all with the capabilities of its class.
  explicit lead_under_test(const std::vector<agent_class>& classes, config cfg = small_config(),
                           cluster_id cluster = {0, 0})
      : mesh(std::move(cfg)), coordinator(mesh.make_probe()) {
    handle = mesh.spawn(cluster_lead, lead_setup{&mesh.around(), cluster,
                                                 coordinator.as<sector_coordinator_actor>(),
                                                 std::make_shared<const routing_rules>()});
    std::vector<member> members;
    for (auto cls : classes) {
      agents.push_back(mesh.make_probe());
      auto slot = static_cast<std::uint8_t>(members.size());
      agent_identity who{{cluster.sector, cluster.cluster, slot}, cls, {}, nullptr};
      if (auto set = mesh.who().capabilities().resolve(mesh.cfg().of(cls).capabilities))
        who.capabilities = *set;
      members.push_back({agents.back().as<agent_actor>(), who});
    }
    mesh.tell(handle, std::move(members));
  }

  /// An order for everyone, T one second ahead, answers counted for half of one.
  [[nodiscard]] scatter_order order(std::uint64_t gather) {
    scatter_order o;
    o.gather = gather;
    o.arrive = in(std::chrono::seconds(1));
    o.window = milliseconds(500);
    o.expire = in(std::chrono::seconds(30));
    return o;
  }
  [[nodiscard]] deadline in(duration d) {
    return {mesh.around().process, mesh.now() + d, mesh.now()};
  }
  [[nodiscard]] message some_message(std::string payload = "payload") {
    message m;
    m.id = {++messages_};
    m.payload = std::move(payload);
    return m;
  }
  void scatter(scatter_order o, message m) {
    mesh.tell(handle, wire<message>(std::move(m)), wire<scatter_order>(std::move(o)));
  }
  void scatter(scatter_order o) { scatter(std::move(o), some_message()); }

  /// What an agent that is READY now answers to the newest message it got.
  [[nodiscard]] ack answer_of(std::size_t slot) {
    auto to = agents[slot].all<deliver>().back();
    ack a;
    a.what = to.what->id;
    a.gather = to.gather;
    a.slot = static_cast<std::uint8_t>(slot);
    a.sent_at = to.sent_at;
    a.ready_at = mesh.now();
    a.value = "done";
    return a;
  }
  void answer(std::size_t slot) { mesh.tell(handle, answer_of(slot)); }
  void beat(std::size_t slot, profile_report report = {}, int queue_depth = 0) {
    heartbeat h;
    h.slot = static_cast<std::uint8_t>(slot);
    h.report = report;
    h.queue_depth = static_cast<std::uint16_t>(queue_depth);
    mesh.tell(handle, h);
  }
  /// The agent goes down.
  void kill(std::size_t slot) {
    caf::anon_send_exit(agents[slot].as<caf::actor>(), caf::exit_reason::kill);
    mesh.tell(handle, member_lost{static_cast<std::uint8_t>(slot), "was killed"});
    mesh.run();
  }

  [[nodiscard]] std::vector<gather_summary> summaries() const {
    std::vector<gather_summary> all;
    for (const auto& s : coordinator.all<wire<gather_summary>>())
      all.push_back(*s);
    return all;
  }
  /// The one summary there is; throws when there is none or another one.
  [[nodiscard]] gather_summary summary() const {
    auto all = summaries();
    if (all.size() != 1)
      throw std::logic_error(std::to_string(all.size()) + " summaries instead of one");
    return all.front();
  }
  [[nodiscard]] agent_row row(std::size_t slot) {
    auto reader = mesh.agents().read();
    return reader.page({0, 0})->rows.at(slot);
  }

  deterministic_system mesh;
  probe coordinator;
  std::vector<probe> agents;
  cluster_lead_actor handle;

private:
  std::uint64_t messages_ = 0;
};

} // namespace mesh::testing
