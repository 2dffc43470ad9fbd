#include <cstdio>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>

#include "config/dump.hpp"
#include "config/loader.hpp"
#include "runtime/console/command.hpp"
#include "runtime/console/help.hpp"
#include "runtime/console/metrics.hpp"
#include "runtime/dev.hpp"

namespace {

constexpr int usage_error = 2;

int show_help(const std::string& topic) {
  auto text = mesh::console::help_text(topic, mesh::console::metric_table());
  if (!text) {
    std::fprintf(stderr, "error: %s\n", to_string(text.error()).c_str());
    return usage_error;
  }
  std::fputs(text->c_str(), stdout);
  return 0;
}

int check_config(const std::string& file, bool show) {
  auto cfg = file.empty() ? tl::expected<mesh::config, std::vector<mesh::config_problem>>{}
                          : mesh::load_config_file(file);
  if (!cfg) {
    for (const auto& problem : cfg.error())
      std::fprintf(stderr, "error: %s: %s\n", file.c_str(), to_string(problem).c_str());
    return usage_error;
  }
  if (show)
    std::printf("%s\n", mesh::to_json(*cfg).dump(2).c_str());
  else
    std::printf("%s: good, %d agents\n", file.c_str(), cfg->topology.agents);
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  using mesh::console::output_format;
  CLI::App app{"Coordinates 30,000 agents so that all are ready at the same moment."};
  app.name("mesh");
  app.require_subcommand(1);
  app.set_version_flag("--version", "mesh " MESH_VERSION);

  mesh::dev_options dev;
  auto* dev_command = app.add_subcommand("dev", "Run a whole mesh in this process.");
  std::map<std::string, output_format> formats{{"table", output_format::table},
                                               {"json", output_format::json},
                                               {"jsonl", output_format::jsonl}};
  dev_command->add_option("script", dev.script_file,
                          "A file of commands; `-` is stdin; none opens the console.");
  dev_command->add_option("--config", dev.config_file, "The configuration (JSON).");
  dev_command->add_option("-c,--command", dev.commands, "A command to run; may be repeated.")
      ->allow_extra_args(false);
  dev_command->add_option("--seed", dev.seed, "The seed of the simulated world.");
  dev_command->add_flag("--virtual-time", dev.virtual_time,
                        "Time jumps from event to event: fast, and the same every time.");
  dev_command->add_flag("--keep-going", dev.keep_going, "Go on after a failed command.");
  dev_command->add_flag("--strict", dev.strict, "End with the worst exit code met.");
  dev_command->add_flag("-q,--quiet", dev.quiet, "Results only, no remarks.");
  dev_command->add_option("-o,--output", dev.format, "table, json or jsonl.")
      ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case));

  std::string topic;
  auto* help_command = app.add_subcommand("help", "Explain a command, exit-codes, metrics.");
  help_command->add_option("topic", topic, "What to explain.");

  auto* config_command = app.add_subcommand("config", "Check or show a configuration.");
  config_command->require_subcommand(1);
  std::string file;
  auto* check = config_command->add_subcommand("check", "Name every problem of a file.");
  check->add_option("file", file, "The file.")->required();
  auto* show = config_command->add_subcommand("show", "Print it with all defaults.");
  show->add_option("file", file, "The file; without it the defaults.");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    auto code = app.exit(problem);
    return code == 0 ? 0 : usage_error;
  }
  if (dev_command->parsed())
    return mesh::run_dev(dev);
  if (help_command->parsed())
    return show_help(topic);
  return check_config(file, show->parsed());
}
