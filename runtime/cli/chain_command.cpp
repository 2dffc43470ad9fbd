#include "runtime/cli/chain_command.hpp"

#include <cstdio>

#include "actors/chains/chain_checks.hpp"
#include "actors/chains/chain_loader.hpp"
#include "actors/coordination/roster.hpp"
#include "config/loader.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/remote_command.hpp"
#include "runtime/console/running/chain_results.hpp"

namespace mesh {

void chain_command::add_to(CLI::App& app, std::string& format) {
  command = app.add_subcommand("chain", "Check a chain of tasks.");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("check", "Name every problem of a chain's file.");
  check->add_option("file", file, "The file.")->required()->check(not_empty());
  check->add_option("--config", config_file, "The configuration (JSON) of the mesh it is for.")
      ->check(not_empty());
  add_format(check, format);
}

bool chain_command::is_meant(const std::vector<std::string>& words) {
  return words.size() > 1 && words[0] == "chain" && words[1] == "check" && !names_mesh(words);
}

int chain_command::run(console::output_format format) const {
  constexpr int usage_error = 2;
  config cfg;
  if (!config_file.empty()) {
    auto loaded = load_config_file(config_file);
    if (!loaded) {
      for (const auto& problem : loaded.error())
        std::fprintf(stderr, "error: %s\n",
                     printable_lines(config_file + ": " + to_string(problem)).c_str());
      return usage_error;
    }
    cfg = std::move(*loaded);
  }
  nlohmann::ordered_json result{{"command", "chain check"}, {"exit_code", 0}};
  auto good = console::write_check(result, file, load_chain_file(file), roster(cfg));
  if (!good)
    result["exit_code"] = usage_error;
  print_result(result, format);
  return good ? 0 : usage_error;
}

} // namespace mesh
