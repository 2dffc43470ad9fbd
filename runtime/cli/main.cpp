#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "config/dump.hpp"
#include "config/loader.hpp"
#include "config/nearest.hpp"
#include "runtime/base/standard_streams.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/base/version.hpp"
#include "runtime/cli/agent_command.hpp"
#include "runtime/cli/agents_options.hpp"
#include "runtime/cli/certs_command.hpp"
#include "runtime/cli/chain_command.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/context_command.hpp"
#include "runtime/cli/dashboard_options.hpp"
#include "runtime/cli/dev.hpp"
#include "runtime/cli/help_command.hpp"
#include "runtime/cli/listen_options.hpp"
#include "runtime/cli/login_command.hpp"
#include "runtime/cli/mcp_command.hpp"
#include "runtime/cli/node_command.hpp"
#include "runtime/cli/remote_command.hpp"
#include "runtime/cli/shell_commands.hpp"
#include "runtime/cli/verify_store.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"

namespace {

constexpr int failed = 1;
constexpr int usage_error = 2;

void complain(const std::string& text) {
  std::fprintf(stderr, "error: %s\n", mesh::printable_lines(text).c_str());
}

int check_config(const std::string& file, bool show) {
  auto cfg = file.empty() ? tl::expected<mesh::config, std::vector<mesh::config_problem>>{}
                          : mesh::load_config_file(file);
  if (!cfg) {
    for (const auto& problem : cfg.error())
      complain(file + ": " + to_string(problem));
    return usage_error;
  }
  if (show)
    std::printf("%s\n", mesh::to_json(*cfg).dump(2).c_str());
  else
    std::printf("%s: good, %d agents\n", file.c_str(), cfg->topology.agents);
  return 0;
}

int tell_version(const std::string& version) {
  std::puts(version.c_str());
  return 0;
}

/// Results that were lost on their way out are no success.
int end(int code) {
  if (auto written = mesh::flush_stdout(); !written && code == 0) {
    complain(to_string(written.error()));
    return failed;
  }
  return code;
}

/// The library would take `-1` and 2^64 for the largest number there is.
std::string check_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto* last = text.data() + text.size();
  auto [end, problem] = std::from_chars(text.data(), last, seed);
  if (problem == std::errc{} && end == last)
    return {};
  return "\"" + text + "\" is not a seed; expected a whole number from 0 to 2^64 - 1";
}

std::vector<std::string> subcommands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* sub : app.get_subcommands(nullptr))
    names.push_back(sub->get_name());
  return names;
}

bool has_subcommand(const CLI::App& app, const std::string& name) {
  auto names = subcommands(app);
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The first words of the operator's commands: `route` of `route exclude`.
std::vector<std::string> operators_commands() {
  std::vector<std::string> names;
  const auto add_first_word = [&](std::string_view name) {
    names.emplace_back(name.substr(0, name.find(' ')));
  };
  for (const auto& spec : mesh::console::grammar()) {
    add_first_word(spec.name);
    if (!spec.alias.empty())
      add_first_word(spec.alias);
    for (auto other : spec.also)
      add_first_word(other);
  }
  return names;
}

/// `node drain`, `join`, `forget` and `adopt` are an operator's commands; `node` alone
/// starts one.
bool about_a_node(const std::vector<std::string>& words) {
  return words.size() > 1 && words[0] == "node"
         && mesh::console::find_command("node " + words[1]) != nullptr;
}

bool is_operators_command(const std::string& word) {
  auto names = operators_commands();
  return std::find(names.begin(), names.end(), word) != names.end();
}

/// As one word for the shell.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Without a subcommand that there is: what to write instead.
int explain_use(const CLI::App& app, const std::vector<std::string>& words) {
  if (is_operators_command(words.front())) {
    complain("\"" + words.front() + "\" is a command for a mesh; run it in one: mesh dev -c "
             + shell_quoted(mesh::console::join_words(words))
             + "; or on one elsewhere: --at HOST");
    return usage_error;
  }
  auto names = operators_commands();
  auto more = subcommands(app);
  names.insert(names.end(), more.begin(), more.end());
  auto meant = mesh::nearest(words.front(), {names.begin(), names.end()});
  complain("there is no subcommand \"" + words.front() + "\""
           + (meant.empty() ? "" : "; did you mean: " + meant + "?") + " (see mesh --help)");
  return usage_error;
}

int run_dev(mesh::dev_options& dev, const mesh::listen_options& listen,
            const mesh::agents_options& agents, const mesh::dashboard_options& dashboard) {
  dev.key = std::make_shared<mesh::gateway::shared_mesh_key>(dev.data);
  auto good = listen.apply(dev);
  if (good)
    good = agents.apply(dev);
  if (good)
    good = dashboard.apply(dev);
  if (good)
    return mesh::run_dev(dev);
  complain(to_string(good.error()));
  return usage_error;
}

/// A word that is both a command of a mesh and one of this process, meant as the former.
bool is_for_a_mesh(const std::vector<std::string>& words) {
  return (words.front() == "chain" && !mesh::chain_command::is_meant(words))
         || (words.front() == "agent" && !mesh::agent_command::is_meant(words));
}

CLI::App* add_dev(CLI::App& app, mesh::dev_options& dev, std::string& format) {
  const auto not_empty = mesh::not_empty();
  auto* command = app.add_subcommand("dev", "Run a whole mesh in this process.");
  auto* script = command
                     ->add_option("script", dev.script_file,
                                  "A file of commands; `-` is stdin; none opens the console.")
                     ->check(not_empty);
  command->add_option("--config", dev.config_file, "The configuration (JSON).")
      ->check(not_empty);
  command
      ->add_option("--data", dev.data,
                   "A folder for persistent data; created when it does not exist.")
      ->check(not_empty);
  command->add_option("--effects", dev.effects, "The folder in which chains put files.")
      ->check(not_empty);
  command->add_option("-c,--command", dev.commands, "A command to run; may be repeated.")
      ->allow_extra_args(false)
      ->excludes(script);
  command->add_option("--seed", dev.seed, "The seed of the simulated world.")
      ->check(CLI::Validator(check_seed, ""));
  command->add_flag("--virtual-time", dev.virtual_time,
                    "Time jumps from event to event: fast, and the same every time.");
  command->add_flag("--keep-going", dev.keep_going, "Go on after a failed command.");
  command->add_flag("--strict", dev.strict, "End with the worst exit code met.");
  command->add_flag("-q,--quiet", dev.quiet, "Results only, no remarks.");
  mesh::add_format(command, format);
  mesh::add_colour(command, dev.colour);
  mesh::add_report(command, dev.report);
  return command;
}

/// `mesh verify`.
struct verify_command {
  void add_to(CLI::App& app, std::string& format) {
    const auto not_empty = mesh::not_empty();
    command = app.add_subcommand("verify", "Check that a store was not tampered with.");
    auto* by_place = command->add_option("folder", folder, "The folder that --data named.")
                         ->check(not_empty);
    auto* by_name =
        command->add_option("--data", folder, "The same folder, named as elsewhere.")
            ->check(not_empty)
            ->excludes(by_place);
    by_place->excludes(by_name);
    command
        ->add_option("--head", heads,
                     "A head that was noted earlier, HASH or COUNT:HASH: the chains must go "
                     "through it. May be repeated.")
        ->allow_extra_args(false)
        ->check(not_empty);
    mesh::add_format(command, format);
  }
  [[nodiscard]] int run(mesh::console::output_format format) const {
    if (!folder.empty())
      return end(mesh::verify_store(folder, heads, format));
    complain("verify needs the folder of a store: mesh verify DIR");
    return usage_error;
  }

  CLI::App* command = nullptr;
  std::string folder;
  std::vector<std::string> heads;
};

} // namespace

int main(int argc, char** argv) {
  mesh::occupy_closed_streams();
  CLI::App app{"Coordinates 30,000 agents so that all are ready at the same moment."};
  app.name("mesh");
  app.require_subcommand(1);
  const auto version = "mesh " + std::string(mesh::version());
  app.set_version_flag("--version", version);
  app.failure_message([](const CLI::App*, const CLI::Error& problem) {
    return std::string("error: ") + problem.what() + " (see mesh --help)\n";
  });

  mesh::dev_options dev;
  std::string format = "table";
  auto* dev_command = add_dev(app, dev, format);
  mesh::listen_options listen;
  listen.add_to(dev_command);
  mesh::agents_options agents;
  agents.add_to(dev_command);
  mesh::dashboard_options dashboard;
  dashboard.add_to(dev_command);

  auto* version_command = app.add_subcommand("version", "The version of this program.");

  const auto not_empty = mesh::not_empty();
  auto* config_command = app.add_subcommand("config", "Check or show a configuration.");
  config_command->require_subcommand(1);
  std::string file;
  auto* check = config_command->add_subcommand("check", "Name every problem of a file.");
  check->add_option("file", file, "The file.")->required()->check(not_empty);
  auto* show = config_command->add_subcommand("show", "Print it with all defaults.");
  show->add_option("file", file, "The file; without it the defaults.")->check(not_empty);

  verify_command verify;
  verify.add_to(app, format);

  auto* certs = app.add_subcommand("certs", "Make and show the certificates of nodes.");
  mesh::certs_command certs_command;
  certs_command.add_to(certs, format);

  auto* context = app.add_subcommand("context", "Manage saved addresses of meshes.");
  mesh::context_command contexts;
  contexts.add_to(context, format);
  mesh::run_command run;
  run.add_to(app, format);
  mesh::login_command login;
  login.add_to(app, format);
  mesh::logout_command logout;
  logout.add_to(app, format);
  mesh::node_command node;
  node.add_to(app);
  mesh::chain_command chain;
  chain.add_to(app, format);
  mesh::agent_command agent;
  agent.add_to(app);

  mesh::mcp_command mcp;
  mcp.add_to(app);

  mesh::shell_commands shells;
  shells.add_to(app);

  auto words = mesh::options_last({argv + 1, argv + argc});
  if (auto code = mesh::run_help(app, words))
    return end(*code);
  if (!words.empty() && is_operators_command(words.front())
      && (mesh::names_mesh(words) || about_a_node(words) || is_for_a_mesh(words)
          || !has_subcommand(app, words.front())))
    if (auto code = mesh::run_operators_command(words))
      return end(*code);
  if ((!words.front().starts_with('-') && !has_subcommand(app, words.front()))
      || is_for_a_mesh(words))
    return explain_use(app, words);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ExtrasError& problem) {
    const std::string text = problem.what();
    const auto wrong = text.substr(text.rfind(' ') + 1);
    const auto near = mesh::near_option(app, words, wrong);
    complain(text + (near.empty() ? "" : "; did you mean: " + near + "?")
             + " (see mesh --help)");
    return usage_error;
  } catch (const CLI::ParseError& problem) {
    auto code = app.exit(problem);
    return end(code == 0 ? 0 : usage_error);
  }
  const auto chosen = mesh::format_of(format);
  dev.format = chosen;
  const std::vector<std::pair<const CLI::App*, std::function<int()>>> ways{
      {dev_command,
       [&] {
         return run_dev(dev, listen, agents, dashboard);
       }},
      {node.command,
       [&] {
         return mesh::node::run_node(node.options);
       }},
      {run.command,
       [&] {
         return end(run.run(chosen));
       }},
      {login.command,
       [&] {
         return end(login.run(chosen));
       }},
      {logout.command,
       [&] {
         return end(logout.run(chosen));
       }},
      {agent.command,
       [&] {
         return agent.run();
       }},
      {mcp.command,
       [&] {
         return end(mcp.run());
       }},
      {chain.command,
       [&] {
         return end(chain.run(chosen));
       }},
      {context,
       [&] {
         return end(contexts.run(chosen));
       }},
      {version_command,
       [&] {
         return end(tell_version(version));
       }},
      {verify.command,
       [&] {
         return verify.run(chosen);
       }},
      {certs,
       [&] {
         return end(certs_command.run(chosen));
       }},
  };
  for (const auto& [command, carry_out] : ways)
    if (command->parsed())
      return carry_out();
  if (auto code = shells.run(app))
    return end(*code);
  return end(check_config(file, show->parsed()));
}
