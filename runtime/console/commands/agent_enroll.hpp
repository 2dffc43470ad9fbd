#pragma once
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct agent_enroll_command {
  std::string name;
  agent_class cls = agent_class::c_persistent;
  std::vector<std::string> capabilities;
  scope where;
  std::string to; // the file of the invite; empty: it is shown
};

} // namespace mesh::console
