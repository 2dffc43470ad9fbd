#include "actors/chains/chain_state.hpp"

#include <array>

namespace mesh {

std::string_view to_string(task_phase phase) {
  constexpr std::array<std::string_view, 7> names{"waiting",  "running", "assumed", "checked",
                                                  "verified", "skipped", "failed"};
  return names[static_cast<std::size_t>(phase)];
}

std::string_view to_string(chain_phase phase) {
  constexpr std::array<std::string_view, 5> names{"waiting", "running", "complete", "stuck",
                                                  "cancelled"};
  return names[static_cast<std::size_t>(phase)];
}

bool is_over(chain_phase phase) {
  return phase == chain_phase::complete || phase == chain_phase::stuck
         || phase == chain_phase::cancelled;
}

} // namespace mesh
