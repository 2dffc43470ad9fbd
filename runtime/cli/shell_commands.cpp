#include "runtime/cli/shell_commands.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "runtime/base/file_io.hpp"
#include "runtime/base/version.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/completion_scripts.hpp"
#include "runtime/cli/help_command.hpp"
#include "runtime/cli/remote_command.hpp"
#include "runtime/console/language/complete.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/man_page.hpp"
#include "runtime/console/language/process_commands.hpp"
#include "runtime/console/running/metrics.hpp"

namespace mesh {

namespace {

/// The names that the mesh of the context has; nothing when it does not answer.
console::completion_context names_there() {
  console::completion_context known;
  for (const auto& one : console::metric_table())
    known.metrics.push_back(one.name);
  const auto whom = remote_options{}.resolve();
  if (!whom)
    return known;
  constexpr auto patience = std::chrono::seconds(1); // of somebody who types
  control::listener during;
  during.interrupted = [until = std::chrono::steady_clock::now() + patience] {
    return std::chrono::steady_clock::now() > until;
  };
  const auto got = control::ask(*whom, {"GET", "/v1/status", ""}, during);
  if (!got || got->status != 200)
    return known;
  const auto body = nlohmann::json::parse(got->body, nullptr, false);
  if (!body.is_object())
    return known;
  const auto sectors = body.value(nlohmann::json::json_pointer("/sectors/total"), 0);
  const auto clusters = body.value("clusters", 0);
  const auto agents = body.value(nlohmann::json::json_pointer("/agents/total"), 0);
  const auto shared = [](int many, int among) {
    return among == 0 ? 0 : (many + among - 1) / among;
  };
  known.sectors = sectors;
  known.clusters_per_sector = shared(clusters, sectors);
  known.agents_per_cluster = shared(agents, clusters);
  return known;
}

/// The words of the line behind `mesh`, and the one that is being typed.
struct typed_line {
  std::vector<std::string> words;
  std::string typed;
  std::string rest; // all behind `mesh`
};

typed_line split(const std::string& line) {
  typed_line all;
  const auto blank = line.find(' ');
  all.rest = blank == std::string::npos ? "" : line.substr(blank + 1);
  for (char c : all.rest) {
    if (c != ' ')
      all.typed += c;
    else if (!all.typed.empty())
      all.words.push_back(std::exchange(all.typed, {}));
  }
  return all;
}

void add_process_candidates(const CLI::App& app, const typed_line& line,
                            std::vector<std::string>& to) {
  std::string name;
  for (const auto& word : line.words)
    name += (name.empty() ? "" : " ") + word;
  const auto beginning = name.empty() ? "" : name + " ";
  for (const auto& one : console::process_commands())
    if (one.name.starts_with(beginning)) {
      const auto rest = one.name.substr(beginning.size());
      to.emplace_back(rest.substr(0, rest.find(' ')));
    }
  const auto* command = &app;
  for (const auto& word : line.words)
    if (const auto* deeper = find_subcommand(*command, word))
      command = deeper;
  if (command == &app)
    return;
  for (const auto* option : command->get_options())
    for (const auto& long_name : option->get_lnames())
      to.push_back("--" + long_name);
}

int print_candidates(const CLI::App& app, const std::string& line) {
  const auto typed = split(line);
  std::vector<std::string> all;
  add_process_candidates(app, typed, all);
  const auto found =
      console::completions(typed.rest, typed.rest.size(),
                           typed.words.empty() ? console::completion_context{} : names_there());
  for (const auto& one : found.candidates)
    all.push_back(one.text);
  std::vector<std::string> shown;
  for (const auto& one : all)
    if (one.starts_with(typed.typed) && std::ranges::find(shown, one) == shown.end()) {
      shown.push_back(one);
      std::puts(one.c_str());
    }
  return 0;
}

console::man_options options_for_man(const CLI::App* command) {
  console::man_options all;
  if (command == nullptr)
    return all;
  for (const auto* option : command->get_options()) {
    const auto positional = option->get_positional() && !option->nonpositional();
    all.emplace_back(positional ? option->get_name(true) : option->get_name(false, true),
                     option->get_description());
  }
  return all;
}

int write_pages(const CLI::App& app, const std::string& folder) {
  std::error_code why;
  std::filesystem::create_directories(folder, why);
  std::vector<console::man_page> pages{console::main_man_page(version())};
  for (const auto& spec : console::grammar())
    pages.push_back(console::man_page_of(spec, version()));
  for (const auto& one : console::process_commands())
    pages.push_back(console::man_page_of(
        one, options_for_man(find_subcommand(app, std::string(one.name))), version()));
  for (const auto& page : pages)
    if (auto written =
            storage::replace_file(std::filesystem::path(folder) / page.file, page.text);
        !written)
      return fail(written.error());
  std::printf("%zu pages in %s, beginning with mesh.1\n", pages.size(), folder.c_str());
  return 0;
}

} // namespace

void shell_commands::add_to(CLI::App& app) {
  completion = app.add_subcommand("completion", "Print the completion for a shell.");
  completion->add_option("shell", shell, "bash, zsh or fish.")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  complete = app.add_subcommand("complete", "");
  complete->group(""); // for the scripts above; not in the help
  complete->add_option("line", line, "")->required();
  man = app.add_subcommand("man", "Write the manual pages into a folder.");
  man->add_option("folder", folder, "The folder; created when it does not exist.")
      ->required()
      ->check(not_empty());
}

std::optional<int> shell_commands::run(const CLI::App& app) const {
  if (completion->parsed()) {
    std::fputs(completion_script(shell).c_str(), stdout);
    return 0;
  }
  if (complete->parsed())
    return print_candidates(app, line);
  if (man->parsed())
    return write_pages(app, folder);
  return std::nullopt;
}

} // namespace mesh
