#include "supervisors/supervised_child.hpp"

#include <array>

namespace mesh {

std::string_view to_string(child_state state) {
  constexpr std::array<std::string_view, 9> names{"stopped",  "queued",   "waiting",
                                                  "starting", "running",  "stopping",
                                                  "killing",  "given_up", "removed"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view to_string(supervisor_action::kind what) {
  constexpr std::array<std::string_view, 8> names{
      "start", "start_later", "stop", "kill", "abandon", "give_up", "escalate", "finished"};
  return names[static_cast<std::size_t>(what)];
}

bool is_up(child_state state) {
  return state == child_state::starting || state == child_state::running
         || state == child_state::stopping || state == child_state::killing;
}

} // namespace mesh
