#include "runtime/cli/help_command.hpp"

#include <algorithm>
#include <cstdio>

#include "config/nearest.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/cli/remote_command.hpp"
#include "runtime/console/language/asking_help.hpp"
#include "runtime/console/language/help.hpp"
#include "runtime/console/language/process_commands.hpp"
#include "runtime/console/running/metrics.hpp"

namespace mesh {

namespace {

constexpr int usage_error = 2;

bool is_help_flag(const std::string& word) {
  return word == "--help" || word == "-h" || word == "--help-all";
}

/// The words before `--help`; a program's own arguments, behind --exec, are not looked at.
std::optional<std::vector<std::string>> words_before_flag(const std::vector<std::string>& all) {
  std::vector<std::string> before;
  for (const auto& word : all) {
    if (is_help_flag(word))
      return before;
    if (word == "--exec" || word == "--")
      break;
    before.push_back(word);
  }
  return std::nullopt;
}

/// The subcommand with that name and no subcommands of its own.
const CLI::App* leaf(const CLI::App& app, const std::string& topic) {
  const auto* found = find_subcommand(app, topic);
  return found != nullptr
                 && found->get_subcommands([](const CLI::App*) { return true; }).empty()
             ? found
             : nullptr;
}

std::string overview() {
  return "Usage: mesh COMMAND [ARGUMENTS] [--at HOST[:PORT]]\n\n"
         + console::help_text({}, console::metric_table()).value_or("");
}

int show(const CLI::App& app, const std::string& topic) {
  if (topic.empty()) {
    std::fputs(overview().c_str(), stdout);
    return 0;
  }
  const auto* mine = leaf(app, topic);
  const auto options = mine == nullptr ? std::string() : options_text(*mine);
  if (const auto* one = console::find_process_command(topic)) {
    std::fputs(console::process_help(*one, options).c_str(), stdout);
    return 0;
  }
  const auto text = console::help_text(topic, console::metric_table());
  if (!text) {
    std::fprintf(stderr, "error: %s\n", printable_lines(to_string(text.error())).c_str());
    return usage_error;
  }
  std::fputs(text->c_str(), stdout);
  if (!options.empty()) // `verify` is one of a mesh, too
    std::printf("\nWithout a mesh\nUsage: mesh %s [OPTIONS]\n%s", topic.c_str(),
                options.c_str());
  return 0;
}

} // namespace

const CLI::App* find_subcommand(const CLI::App& app, const std::string& name) {
  const auto blank = name.find(' ');
  for (const auto* sub : app.get_subcommands(nullptr))
    if (sub->get_name() == name.substr(0, blank))
      return blank == std::string::npos ? sub : find_subcommand(*sub, name.substr(blank + 1));
  return nullptr;
}

std::string options_text(const CLI::App& command) {
  constexpr std::size_t column = 28, most = 78;
  std::string out;
  for (const auto* option : command.get_options()) {
    auto name = option->get_positional() && !option->nonpositional()
                    ? option->get_name(true)
                    : option->get_name(false, true);
    if (name.find("--help") != std::string::npos)
      continue;
    if (const auto comma = name.find(','); comma != std::string::npos)
      name.insert(comma + 1, " ");
    auto line = "  " + name;
    if (option->get_type_size() > 0 && option->nonpositional())
      line += " " + option->get_type_name().substr(0, option->get_type_name().find(':'));
    line.append(line.size() < column ? column - line.size() : 1, ' ');
    std::string text = option->get_description();
    while (!text.empty()) {
      const auto room = most - std::min(line.size(), most - 20);
      auto end = text.size() <= room ? text.size() : text.rfind(' ', room);
      if (end == std::string::npos || end == 0)
        end = text.size();
      out += line + text.substr(0, end) + "\n";
      text.erase(0, std::min(end + 1, text.size()));
      line.assign(column, ' ');
    }
  }
  return out;
}

std::string near_option(const CLI::App& app, const std::vector<std::string>& words,
                        const std::string& wrong) {
  if (!wrong.starts_with('-') || words.empty())
    return {};
  const auto* command = find_subcommand(app, words.front());
  if (command != nullptr && words.size() > 1)
    if (const auto* deeper = find_subcommand(*command, words[1]))
      command = deeper;
  if (command == nullptr)
    return {};
  std::vector<std::string> names;
  for (const auto* option : command->get_options())
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
  return nearest(wrong.substr(0, wrong.find('=')), {names.begin(), names.end()});
}

std::optional<int> run_help(const CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty()) {
    std::fputs(overview().c_str(), stderr);
    return usage_error;
  }
  auto before = words_before_flag(words);
  if (!before && (words.front() == "help" || words.front() == "?") && !names_mesh(words))
    before.emplace(words.begin() + 1, words.end());
  if (!before)
    return std::nullopt;
  if (!before->empty() && before->front() == "help")
    before->erase(before->begin());
  std::erase_if(*before, [](const auto& word) { return word.starts_with('-'); });
  if (before->empty())
    return show(app, {});
  // `help nod drain` is about no command: the whole is looked up, not its first word.
  const auto topic = console::topic_of(*before);
  const auto asked = words.front() == "help" || words.front() == "?";
  return show(app, asked ? console::join_topic(*before) : topic);
}

} // namespace mesh
