#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/exit_code.hpp"

namespace mesh::console {

/// The outcome of one command.
struct outcome {
  exit_code code = exit_code::done;
  nlohmann::ordered_json data; // as docs/reference/results.md says; null for quit
  std::string text;            // help, which a table shows as it is
  bool quit = false;           // the operator wants to leave
  std::string missing;         // who was missing, in one line; empty when nobody was
  bool rows_picked = false;    // the command itself has chosen and cut its rows
  std::optional<output_format> format = {}; // that the line asks for (-o)
  bool headers = true;                      // false: --no-headers
  std::vector<agent_id> whom = {};          // of a trial run: everybody that it would reach
  std::string watched = {}; // a look of several (--watch): its title; empty: the only one
};

} // namespace mesh::console
