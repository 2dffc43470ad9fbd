#pragma once
#include <cstdint>
#include <vector>

#include "actors/chains/chain_plan.hpp"

namespace mesh {

/// Who follows whom in a plan, by the places of its tasks. Names that are not there lead
/// nowhere.
class chain_graph {
public:
  using place = std::uint32_t;

  explicit chain_graph(const chain_plan& plan);
  [[nodiscard]] std::size_t size() const { return after_.size(); }
  /// Each once, in the order of their places.
  [[nodiscard]] const std::vector<place>& after(place task) const { return after_[task]; }
  [[nodiscard]] const std::vector<place>& before(place task) const { return before_[task]; }
  /// All tasks, none before those that lead to it; those on cycles are left out.
  [[nodiscard]] const std::vector<place>& order() const { return order_; }
  /// Tasks on cycles: one list for each group of tasks that lead to each other.
  [[nodiscard]] std::vector<std::vector<place>> cycles() const;
  /// Whether a way leads from `first` to `then`.
  [[nodiscard]] bool leads_to(place first, place then) const;

private:
  std::vector<std::vector<place>> after_;
  std::vector<std::vector<place>> before_;
  std::vector<place> order_;
};

} // namespace mesh
