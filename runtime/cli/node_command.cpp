#include "runtime/cli/node_command.hpp"

#include "runtime/cli/command_line.hpp"

namespace mesh {

void node_command::add_to(CLI::App& app) {
  command = app.add_subcommand("node", "Run one host's share of a mesh over several.");
  command
      ->add_option("--config", options.config_file,
                   "The configuration (JSON); its section `node` says what this host is.")
      ->required()
      ->check(not_empty());
  command
      ->add_option("--data", options.data,
                   "A folder for persistent data; created when it does not exist.")
      ->check(not_empty());
}

} // namespace mesh
