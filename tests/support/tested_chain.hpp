#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "actors/work/work.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::testing {

/// A chain in a small mesh of its own, in virtual time: 24 agents that can all do everything,
/// each with this work, and each answer 20 ms later. The same seed gives the same run.
class tested_chain {
public:
  using doing = std::function<work_result(const job&)>;

  /// `capabilities`: what the agents can do, beside what agents can by default.
  explicit tested_chain(const doing& work, const std::vector<std::string>& capabilities = {},
                        std::uint64_t seed = 1)
      : asked_(std::make_shared<asked>()),
        mesh_(cfg_of(seed), options_of(work, capabilities)) {}

  /// Runs it to its end, for `patience` of virtual time at most.
  chain_view run(std::shared_ptr<const chain_plan> plan,
                 duration patience = std::chrono::hours(1)) {
    auto begun = mesh_.run_chain(std::move(plan));
    if (begun.failure.code != errc::none)
      throw mesh_failure(begun.failure);
    return mesh_.await_chain(begun.id, patience);
  }
  /// The agents that were given this payload, in order: those who worked and those who checked.
  [[nodiscard]] std::vector<agent_id> asked_for(const std::string& payload) const {
    std::lock_guard lock(asked_->mutex);
    auto found = asked_->by_payload.find(payload);
    return found == asked_->by_payload.end() ? std::vector<agent_id>() : found->second;
  }
  [[nodiscard]] local_mesh& mesh() { return mesh_; }

private:
  struct asked {
    std::mutex mutex;
    std::map<std::string, std::vector<agent_id>> by_payload;
  };

  class noted_work : public work {
  public:
    noted_work(doing what, std::shared_ptr<asked> notes)
        : what_(std::move(what)), notes_(std::move(notes)) {}
    std::optional<planned_result> start(const job& given,
                                        const std::function<work_done()>&) override {
      {
        std::lock_guard lock(notes_->mutex);
        notes_->by_payload[std::string(given.payload)].push_back(given.agent);
      }
      return planned_result{what_(given), milliseconds(20)};
    }

  private:
    doing what_;
    std::shared_ptr<asked> notes_;
  };

  static config cfg_of(std::uint64_t seed) {
    config cfg;
    cfg.topology = topology_config::of(2, 2, 6);
    cfg.simulation.seed = seed;
    return cfg;
  }
  mesh_options options_of(const doing& work, const std::vector<std::string>& capabilities) {
    mesh_options how;
    how.virtual_time = true;
    how.work.push_back({scope(), capabilities, [work, notes = asked_](const agent_identity&) {
                          return std::make_unique<noted_work>(work, notes);
                        }});
    return how;
  }

  std::shared_ptr<asked> asked_;
  local_mesh mesh_;
};

} // namespace mesh::testing
