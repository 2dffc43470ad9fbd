#pragma once
#include "runtime/console/running/mesh_access.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::console {

/// A mesh in this process, for commands.
class session_mesh final : public mesh_access {
public:
  explicit session_mesh(local_mesh& mesh) : mesh_(mesh) {}

  using mesh_access::wall_ms;
  [[nodiscard]] const config& cfg() const override { return mesh_.cfg(); }
  [[nodiscard]] const roster& who() const override { return mesh_.who(); }
  [[nodiscard]] const registry& agents() const override { return mesh_.agents(); }
  [[nodiscard]] const mesh_counters& counters() const override { return mesh_.counters(); }
  [[nodiscard]] const event_log& events() const override { return mesh_.events(); }
  [[nodiscard]] process_watch::figures lateness() const override { return mesh_.lateness(); }
  [[nodiscard]] simulated_behaviour simulated(agent_id agent) const override;
  [[nodiscard]] std::vector<scope> frozen() const override { return mesh_.frozen(); }
  [[nodiscard]] freezer::unwritten_scopes frozen_unwritten() const override;
  [[nodiscard]] routing_rules rules() const override { return mesh_.rules(); }
  [[nodiscard]] const chain_book& chains() const override { return mesh_.chains(); }
  [[nodiscard]] time_point now() const override { return mesh_.now(); }
  [[nodiscard]] time_point started() const override { return mesh_.started(); }
  [[nodiscard]] std::uint64_t wall_ms(time_point at) const override {
    return mesh_.wall_ms(at);
  }
  [[nodiscard]] const task_book& tasks() const override { return mesh_.tasks(); }
  [[nodiscard]] std::uint64_t good_context() const override { return mesh_.context()->hash; }
  operators_desk& desk() override { return mesh_.desk(); }
  void note(const notice& what) override { mesh_.note(what); }
  [[nodiscard]] bool virtual_time() const override { return mesh_.virtual_time(); }
  journal& book() override { return mesh_.book(); }
  orchestrator_report report() override { return mesh_.report(); }
  std::optional<nodes_report> hosts() override;
  [[nodiscard]] agent_door* door() const override { return mesh_.door(); }
  [[nodiscard]] const inbox& people() const override { return mesh_.people(); }
  tl::expected<inbox_item, error> answer_item(std::uint64_t number, trinary state,
                                              const std::string& text,
                                              const std::string& by) override;
  [[nodiscard]] std::vector<planned_gather> plans() const override;
  tl::expected<planned_gather, error> plan(planned_gather what) override {
    return mesh_.plan(std::move(what));
  }
  tl::expected<planned_gather, error> cancel_plan(std::uint64_t number) override {
    return mesh_.cancel_plan(number);
  }
  std::vector<std::string> host_warnings() override;

  scatter_result scatter(scatter_request request) override;
  cascade_result cascade(cascade_request request) override;
  delegate_result delegate(delegate_request request) override;
  pipeline_result pipeline(pipeline_request request) override;
  heal_report heal(const scope& where) override { return mesh_.heal(where); }
  error set_circuit(circuit order) override;
  freeze_result freeze(const scope& where) override { return mesh_.freeze(where); }
  freeze_result thaw(const scope& where) override { return mesh_.thaw(where); }
  growth_report grow(grow_order order) override { return mesh_.grow(order); }
  growth_report drain(drain_order order) override { return mesh_.drain(order); }
  fault_report inject(fault_order order) override;
  void change_world(const std::vector<agent_id>& whose,
                    const behaviour_change& change) override {
    mesh_.change_world(whose, change);
  }
  routing_rules change_rules(const std::function<void(routing_rules&)>& change) override;
  tl::expected<chain_begin, error> run_chain(std::shared_ptr<const chain_plan> plan,
                                             const chain_name& called) override;
  error order_chain(const std::string& id, chain_act order) override;
  void crash_scheduler(sector_id of) override {
    mesh_.inject_meanwhile(of, fault{fault_kind::crash});
  }
  error order_host(const std::string& name, host_order order) override;

private:
  local_mesh& mesh_;
};

} // namespace mesh::console
