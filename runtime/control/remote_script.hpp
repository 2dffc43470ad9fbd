#pragma once
#include <string>

#include "runtime/console/render.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/console/terminal_output.hpp"
#include "runtime/http/client.hpp"

namespace mesh::control {

struct remote_script {
  std::string source;
  std::string name = "command"; // as remarks call it
  bool keep_going = false;
  bool strict = false;
  bool quiet = false;
  console::output_format format = console::output_format::table;
  console::terminal_output::colour paint = console::terminal_output::colour::automatic;
  std::string report = {}; // a file for a report that CI servers read; empty: none
};

/// Has a mesh elsewhere run a script; results, remarks and the exit code are
/// those of `mesh dev`. Ctrl-C cancels there, and once more ends here. Returns
/// the process's exit code.
int run_elsewhere(const endpoint& whom, const remote_script& what);

} // namespace mesh::control
