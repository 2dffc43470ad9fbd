#include "messages/kpi_row.hpp"

namespace mesh {

std::optional<bool> kpi_row::met() const {
  if (!value)
    return std::nullopt;
  return at_most ? *value <= target : *value >= target;
}

} // namespace mesh
