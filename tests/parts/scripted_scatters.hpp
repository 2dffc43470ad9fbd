#pragma once
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/parts/run_context.hpp"

namespace mesh::testing {

/// Stands below runs of several scatters in a row: notes what they ask for, and
/// answers when the test says so. Time stands still until the test moves it.
class scripted_scatters : public scatterer {
public:
  explicit scripted_scatters(config with = two_sectors())
      : cfg(std::move(with)),
        who(cfg),
        agents(cfg.topology.sectors),
        choice(cfg, who, agents, random_source(7)) {
    publish([](agent_row&) {});
  }

  static config two_sectors() {
    config cfg;
    cfg.topology = topology_config::of(2, 2, 5);
    return cfg;
  }

  /// Everybody active, with a score that grows with the id; changed by `change`.
  template <class Change>
  void publish(Change change) {
    std::map<cluster_id, std::unique_ptr<cluster_page>> pages;
    for (auto id : who.in({})) {
      auto identity = who.identity(id);
      agent_row row;
      row.id = id;
      row.cls = identity.cls;
      row.capabilities = identity.capabilities;
      row.score = static_cast<float>(1 + id.packed());
      change(row);
      auto& page = pages[id.parent()];
      if (!page)
        page = std::make_unique<cluster_page>();
      page->summary.cluster = id.parent();
      page->rows.push_back(row);
    }
    for (auto& [cluster, page] : pages)
      agents.publish(cluster, std::move(page));
  }

  [[nodiscard]] run_context context() {
    return {cfg, who, choice, *this, [this] {
              return now;
            }};
  }

  void scatter(const scatter_request& request, reach depth, scattered done) override {
    asked.push_back(request);
    depths.push_back(depth);
    waiting_.push_back(std::move(done));
  }
  [[nodiscard]] error check(const scatter_request&, double, double) const override {
    return wrong;
  }
  [[nodiscard]] std::uint64_t next_gather() const override { return 1 + asked.size(); }

  /// The newest request comes to this.
  void answer(scatter_result result) {
    auto done = std::exchange(waiting_.back(), nullptr);
    done(std::move(result));
  }
  void ready(const std::string& value) {
    auto agent = asked.back().targets.at(0);
    scatter_result r;
    r.summary.targets = r.summary.sent = r.summary.ready = 1;
    r.summary.add_answer(trinary::ready, value, agent, {});
    answer(std::move(r));
  }
  void except(exception_kind kind, errc reason, const std::string& detail = {}) {
    auto agent = asked.back().targets.at(0);
    scatter_result r;
    r.summary.targets = r.summary.sent = 1;
    r.summary.add_exception(kind, reason, detail, agent, {});
    answer(std::move(r));
  }

  config cfg;
  roster who;
  registry agents;
  targeting choice;
  time_point now{};
  error wrong; // what check() says
  std::vector<scatter_request> asked;
  std::vector<reach> depths;

private:
  std::vector<scattered> waiting_;
};

} // namespace mesh::testing
