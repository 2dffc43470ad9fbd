#include "runtime/console/session_mesh.hpp"

#include <array>
#include <utility>

#include "runtime/console/shared/hosts.hpp"
#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/plans/gather_plans.hpp"

namespace mesh::console {

simulated_behaviour session_mesh::simulated(agent_id agent) const {
  return mesh_.world()->of(agent);
}

freezer::unwritten_scopes session_mesh::frozen_unwritten() const {
  return mesh_.frozen_unwritten();
}

std::optional<nodes_report> session_mesh::hosts() {
  if (mesh_.others() == nullptr)
    return std::nullopt;
  return mesh_.others()->nodes();
}

std::vector<std::string> session_mesh::host_warnings() {
  return mesh_.others() == nullptr ? std::vector<std::string>() : mesh_.others()->warnings();
}

tl::expected<inbox_item, error> session_mesh::answer_item(std::uint64_t number, trinary state,
                                                          const std::string& text,
                                                          const std::string& by) {
  return mesh_.answer_item(number, state, text, by);
}

std::vector<planned_gather> session_mesh::plans() const {
  return mesh_.plans().all();
}

scatter_result session_mesh::scatter(scatter_request request) {
  return mesh_.scatter(std::move(request));
}

cascade_result session_mesh::cascade(cascade_request request) {
  return mesh_.cascade(std::move(request));
}

delegate_result session_mesh::delegate(delegate_request request) {
  return mesh_.delegate(std::move(request));
}

pipeline_result session_mesh::pipeline(pipeline_request request) {
  return mesh_.pipeline(std::move(request));
}

error session_mesh::set_circuit(circuit order) {
  return mesh_.set_circuit(std::move(order));
}

fault_report session_mesh::inject(fault_order order) {
  return mesh_.inject(std::move(order));
}

routing_rules session_mesh::change_rules(const std::function<void(routing_rules&)>& change) {
  return mesh_.change_rules(change);
}

tl::expected<chain_begin, error> session_mesh::run_chain(std::shared_ptr<const chain_plan> plan,
                                                         const chain_name& called) {
  auto answer = mesh_.run_chain(std::move(plan), called);
  if (answer.failure.code != errc::none)
    return tl::unexpected(std::move(answer.failure));
  return chain_begin{std::move(answer.id), answer.again};
}

error session_mesh::order_chain(const std::string& id, chain_act order) {
  return mesh_.order_chain({id, order}).failure;
}

error session_mesh::order_host(const std::string& name, host_order order) {
  constexpr std::array acts{node_act::drain, node_act::join, node_act::forget, node_act::adopt};
  if (mesh_.others() == nullptr)
    return one_process();
  return mesh_.others()->order(name, acts.at(static_cast<std::size_t>(order)));
}

} // namespace mesh::console
