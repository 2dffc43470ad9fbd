#pragma once
#include <optional>
#include <string>

namespace mesh {

/// One line of the KPI table. `value` is empty when nothing was measured yet.
struct kpi_row {
  std::string name;
  std::optional<double> value;
  std::string unit;
  double target = 0;
  bool at_most = false; // the target is an upper bound
  [[nodiscard]] std::optional<bool> met() const;
};

} // namespace mesh
