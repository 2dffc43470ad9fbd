#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/running/exit_code.hpp"

namespace mesh::console {

/// The outcome of one command.
struct outcome {
  exit_code code = exit_code::done;
  nlohmann::ordered_json data; // as docs/reference/results.md says; null for quit
  std::string text;            // help, which a table shows as it is
  bool quit = false;           // the operator wants to leave
  std::string missing;         // who was missing, in one line; empty when nobody was
};

} // namespace mesh::console
