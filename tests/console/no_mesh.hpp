#pragma once
#include <stdexcept>

#include "runtime/console/running/mesh_access.hpp"

namespace mesh::console {

/// A mesh of which a command may ask nothing but what a test overrides.
class no_mesh : public mesh_access {
public:
  using mesh_access::wall_ms;
  [[nodiscard]] const config& cfg() const override { asked(); }
  [[nodiscard]] const roster& who() const override { asked(); }
  [[nodiscard]] const registry& agents() const override { asked(); }
  [[nodiscard]] const mesh_counters& counters() const override { asked(); }
  [[nodiscard]] const event_log& events() const override { asked(); }
  [[nodiscard]] process_watch::figures lateness() const override { asked(); }
  [[nodiscard]] simulated_behaviour simulated(agent_id) const override { asked(); }
  [[nodiscard]] std::vector<scope> frozen() const override { asked(); }
  [[nodiscard]] freezer::unwritten_scopes frozen_unwritten() const override { asked(); }
  [[nodiscard]] routing_rules rules() const override { asked(); }
  [[nodiscard]] const chain_book& chains() const override { asked(); }
  [[nodiscard]] time_point now() const override { asked(); }
  [[nodiscard]] time_point started() const override { asked(); }
  [[nodiscard]] std::uint64_t wall_ms(time_point) const override { asked(); }
  journal& book() override { asked(); }
  orchestrator_report report() override { asked(); }
  std::optional<nodes_report> hosts() override { asked(); }
  [[nodiscard]] agent_door* door() const override { asked(); }
  [[nodiscard]] const inbox& people() const override { asked(); }
  [[nodiscard]] const task_book& tasks() const override { asked(); }
  [[nodiscard]] std::uint64_t good_context() const override { asked(); }
  operators_desk& desk() override { asked(); }
  void note(const notice&) override { asked(); }
  [[nodiscard]] bool virtual_time() const override { asked(); }
  tl::expected<inbox_item, error> answer_item(std::uint64_t, trinary, const std::string&,
                                              const std::string&) override {
    asked();
  }
  [[nodiscard]] std::vector<planned_gather> plans() const override { asked(); }
  tl::expected<planned_gather, error> plan(planned_gather) override { asked(); }
  tl::expected<planned_gather, error> cancel_plan(std::uint64_t) override { asked(); }
  std::vector<std::string> host_warnings() override { asked(); }
  scatter_result scatter(scatter_request) override { asked(); }
  cascade_result cascade(cascade_request) override { asked(); }
  delegate_result delegate(delegate_request) override { asked(); }
  pipeline_result pipeline(pipeline_request) override { asked(); }
  heal_report heal(const scope&) override { asked(); }
  error set_circuit(circuit) override { asked(); }
  freeze_result freeze(const scope&) override { asked(); }
  freeze_result thaw(const scope&) override { asked(); }
  growth_report grow(grow_order) override { asked(); }
  growth_report drain(drain_order) override { asked(); }
  fault_report inject(fault_order) override { asked(); }
  void change_world(const std::vector<agent_id>&, const behaviour_change&) override { asked(); }
  routing_rules change_rules(const std::function<void(routing_rules&)>&) override { asked(); }
  tl::expected<chain_begin, error> run_chain(std::shared_ptr<const chain_plan>,
                                             const chain_name&) override {
    asked();
  }
  error order_chain(const std::string&, chain_act) override { asked(); }
  void crash_scheduler(sector_id) override { asked(); }
  error order_host(const std::string&, host_order) override { asked(); }

private:
  [[noreturn]] static void asked() {
    throw std::logic_error("the command asked the mesh for something");
  }
};

} // namespace mesh::console
