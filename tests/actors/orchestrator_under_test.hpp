#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/coordination/horizon.hpp"
#include "actors/orchestrator.hpp"
#include "tests/support/deterministic.hpp"

namespace mesh::testing {

/// The orchestrator over probes in the place of its sectors. The test plays
/// the sectors, and fills the registry.
class orchestrator_under_test {
public:
  explicit orchestrator_under_test(config cfg = small_config()) : mesh(std::move(cfg)) {
    handle = mesh.spawn(orchestrator, &mesh.around(), mesh_supervisor_actor{});
    std::vector<sector_coordinator_actor> handles;
    for (int s = 0; s < mesh.cfg().topology.sectors; ++s) {
      sectors.push_back(mesh.make_probe());
      handles.push_back(sectors.back().as<sector_coordinator_actor>());
    }
    publish([](agent_row&) {});
    mesh.tell(handle, std::move(handles));
  }

  /// Fills the registry with everyone as believed at first, changed by `change`.
  void publish(const std::function<void(agent_row&)>& change) {
    std::map<cluster_id, std::unique_ptr<cluster_page>> pages;
    for (int i = 0; i < mesh.who().agents(); ++i) {
      auto who = mesh.who().identity(mesh.who().start().id_of(i));
      agent_row row;
      row.id = who.id;
      row.cls = who.cls;
      row.capabilities = who.capabilities;
      row.latency_ms = static_cast<float>(prior_latency_ms(mesh.cfg().of(who.cls)));
      row.processing_ms = static_cast<float>(mesh.cfg().of(who.cls).processing_ms);
      row.score = static_cast<float>(score(row.as_impedance(), mesh.cfg().impedance));
      change(row);
      auto& page = pages[who.id.parent()];
      if (!page)
        page = std::make_unique<cluster_page>();
      page->summary.cluster = who.id.parent();
      page->rows.push_back(row);
    }
    for (auto& [cluster, page] : pages) {
      page->longest_lead_ms = longest_lead_times(page->rows, mesh.cfg());
      mesh.agents().publish(cluster, std::move(page));
    }
  }

  /// Asks; the answer is there once it was given.
  template <class Result, class Request>
  std::shared_ptr<std::optional<Result>> ask(Request request) {
    auto answer = std::make_shared<std::optional<Result>>();
    mesh.spawn(
        [](caf::event_based_actor* self, const orchestrator_actor& to,
           const std::shared_ptr<std::optional<Result>>& into, const Request& what) {
          self->request(to, caf::infinite, what).then([into](Result& r) { *into = r; });
        },
        handle, answer, request);
    mesh.run();
    return answer;
  }
  std::shared_ptr<std::optional<scatter_result>> scatter(scatter_request request) {
    return ask<scatter_result>(std::move(request));
  }
  /// For requests that are answered at once.
  template <class Result, class Request>
  Result answer_to(Request request) {
    return ask<Result>(std::move(request))->value();
  }

  [[nodiscard]] std::vector<scatter_order> orders(std::size_t sector) const {
    std::vector<scatter_order> all;
    for (const auto& o : sectors[sector].all<wire<scatter_order>>())
      all.push_back(*o);
    return all;
  }
  /// The newest message that went to a sector.
  [[nodiscard]] message newest_message(std::size_t sector) const {
    return *sectors[sector].all<wire<message>>().back();
  }
  /// The agents that the newest order to a sector means.
  [[nodiscard]] std::vector<agent_id> meant(std::size_t sector) const {
    auto order = orders(sector).back();
    std::vector<agent_id> agents;
    for (const auto& t : order.targets)
      agents.push_back(t.agent);
    for (int i = 0; order.targets.empty() && i < mesh.who().agents(); ++i) {
      auto id = mesh.who().start().id_of(i);
      if (id.sector == sector && order.where.contains(id)
          && (!order.cls || mesh.who().identity(id).cls == *order.cls))
        agents.push_back(id);
    }
    return agents;
  }
  /// A sector's summary for its newest order, before anybody has answered.
  [[nodiscard]] gather_summary part_of(std::size_t sector) const {
    auto order = orders(sector).back();
    gather_summary s;
    s.gather = order.gather;
    s.from = sector_id{static_cast<std::uint8_t>(sector)};
    s.sectors = 1;
    if (order.depth == reach::leads)
      s.clusters = static_cast<std::uint32_t>(mesh.cfg().topology.clusters_per_sector);
    return s;
  }
  void report(const gather_summary& s) { mesh.tell(handle, wire<gather_summary>(s)); }
  /// All whom the sector's newest order means answer `value`.
  void all_ready(std::size_t sector, const std::string& value = "done") {
    report(ready_part(sector, value));
  }
  /// All whom it means end with an exception.
  void all_except(std::size_t sector, exception_kind kind, errc reason,
                  const std::string& detail = {}) {
    report(exception_part(sector, kind, reason, detail));
  }
  /// As those, forgetting all orders before: what is there then comes after.
  void all_ready_then(std::size_t sector, const std::string& value) {
    auto part = ready_part(sector, value);
    forget_orders();
    report(part);
  }
  void all_except_then(std::size_t sector, exception_kind kind, errc reason,
                       const std::string& detail = {}) {
    auto part = exception_part(sector, kind, reason, detail);
    forget_orders();
    report(part);
  }
  /// The only agent that orders mean.
  [[nodiscard]] std::optional<agent_id> only_target() const {
    for (std::size_t s = 0; s < sectors.size(); ++s)
      if (!orders(s).empty() && meant(s).size() == 1)
        return meant(s).front();
    return std::nullopt;
  }
  void forget_orders() {
    for (auto& s : sectors)
      s.clear();
  }

  deterministic_system mesh;
  std::vector<probe> sectors;
  orchestrator_actor handle;

private:
  [[nodiscard]] gather_summary ready_part(std::size_t sector, const std::string& value) const {
    auto s = part_of(sector);
    if (orders(sector).back().depth != reach::agents)
      return s;
    for (auto agent : meant(sector)) {
      ++s.targets;
      ++s.sent;
      ++s.ready;
      s.add_answer(trinary::ready, value, agent, {});
    }
    return s;
  }
  [[nodiscard]] gather_summary exception_part(std::size_t sector, exception_kind kind,
                                              errc reason, const std::string& detail) const {
    auto s = part_of(sector);
    for (auto agent : meant(sector)) {
      ++s.targets;
      ++s.sent;
      ++(kind == exception_kind::straggler  ? s.straggler
         : kind == exception_kind::conflict ? s.conflict
                                            : s.refused);
      s.add_exception(kind, reason, detail, agent, {});
      if (kind == exception_kind::conflict)
        s.add_answer(trinary::conflict, "5", agent, {});
    }
    return s;
  }
};

} // namespace mesh::testing
