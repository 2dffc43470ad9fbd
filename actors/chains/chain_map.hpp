#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/chains/chain_graph.hpp"
#include "actors/chains/chain_plan.hpp"
#include "actors/chains/chain_state.hpp"

namespace mesh {

/// How far each task of a chain is, and what follows from that for those behind it: which
/// ways are taken, and which of them are only assumed.
class chain_map {
public:
  using place = chain_graph::place;

  explicit chain_map(std::shared_ptr<const chain_plan> plan);

  [[nodiscard]] const chain_plan& plan() const { return *plan_; }
  [[nodiscard]] const chain_graph& graph() const { return graph_; }
  [[nodiscard]] std::size_t size() const { return tasks_.size(); }
  [[nodiscard]] task_progress& at(place task) { return tasks_[task]; }
  [[nodiscard]] const task_progress& at(place task) const { return tasks_[task]; }
  /// Its place in the graph's order.
  [[nodiscard]] std::uint32_t rank(place task) const { return rank_[task]; }
  /// The phase of a task is this from now on.
  void be(place task, task_phase now);

  /// What leads to a task, all ways together.
  struct outlook {
    bool open = false;  // of some it is not known yet whether they do
    bool taken = false; // one does
    bool firm = true;   // all of it is decided by verified tasks
  };
  [[nodiscard]] outlook look_back(place task) const;
  /// The task to which a branch leads for this, empty for none; nothing when no way fits.
  [[nodiscard]] std::optional<std::string> target(place task, const std::string& decided) const;
  /// The unverified tasks that it builds on, directly or not, in the graph's order.
  [[nodiscard]] std::vector<place> rests_on(place task) const;
  /// The longest row of them.
  [[nodiscard]] int depth(place task) const;
  /// A text with its references filled in; `output` is what `${output}` stands for.
  [[nodiscard]] std::string fill(const std::string& text, const std::string* output) const;

  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  /// Whether each task is verified, or skipped for good.
  [[nodiscard]] bool all_ended() const { return ended_ == tasks_.size(); }

private:
  enum class edge : std::uint8_t { open, taken, dead };
  struct way_state {
    edge is = edge::open;
    bool firm = false;
  };
  [[nodiscard]] way_state way(place from, place to) const;
  [[nodiscard]] bool ended(place task) const;

  std::shared_ptr<const chain_plan> plan_;
  chain_graph graph_;
  std::vector<task_progress> tasks_;
  std::vector<std::uint32_t> rank_;
  std::size_t under_way_ = 0;
  std::size_t ended_ = 0;
};

/// Running, assumed or checked.
bool is_under_way(task_phase phase);

} // namespace mesh
