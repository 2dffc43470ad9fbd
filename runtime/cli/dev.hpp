#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/calls/callback_book.hpp"
#include "runtime/console/render.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/gateway/mesh_key.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh {

/// Others can reach the mesh as long as `alive` lives.
struct reachable {
  std::shared_ptr<void> alive;
  std::string where; // for a remark
  /// Reads certificates anew, at SIGHUP; from any thread while `alive` lives.
  std::function<tl::expected<void, error>()> reload = {};
  bool keeps_going = true; // the process goes on for it after a script
};

/// The arguments of `mesh dev`.
struct dev_options {
  std::string config_file;           // empty: the defaults
  std::string data;                  // the folder of what outlives the process; empty: none
  std::string effects;               // the folder in which chains put files; empty: none
  std::vector<std::string> commands; // -c, instead of a script
  std::string script_file;           // `-` is stdin; empty: the console
  std::optional<std::uint64_t> seed;
  bool virtual_time = false;
  bool keep_going = false;
  bool strict = false;
  bool quiet = false;
  console::output_format format = console::output_format::table;
  std::string colour = "auto";
  std::pair<std::string, std::string> report = {}; // `junit` and the file; empty: none
  /// Signs what goes to agents outside, over links and to URLs; never null.
  std::shared_ptr<gateway::shared_mesh_key> key =
      std::make_shared<gateway::shared_mesh_key>(std::filesystem::path());
  /// The answers that functions behind URLs give later; never null.
  std::shared_ptr<calls::callback_book> callbacks = std::make_shared<calls::callback_book>();
  /// Each opens the mesh to others (`--listen`, `--agents`), when that is wanted. It then
  /// goes on after a script, until SIGINT or SIGTERM.
  std::vector<std::function<tl::expected<reachable, error>(local_mesh&)>> open = {};
};

/// A whole mesh in this process, driven by a script, by commands or by a
/// person at the console. Returns the process's exit code.
int run_dev(const dev_options& options);

} // namespace mesh
