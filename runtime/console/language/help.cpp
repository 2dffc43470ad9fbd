#include "runtime/console/language/help.hpp"

#include <algorithm>
#include <array>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/help_pages.hpp"
#include "runtime/console/language/process_commands.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t help_width = 78;
constexpr std::size_t name_width = 19; // of the overview's first column

struct group {
  std::string_view name;
  std::string_view title;
};
constexpr std::array groups{group{"look", "Looking at the mesh"},
                            group{"route", "Routing"},
                            group{"speak", "Speaking to agents"},
                            group{"coordinate", "All ready at the same moment"},
                            group{"protect", "Protecting the mesh, and testing that"},
                            group{"propose", "Plain words and proposals"},
                            group{"outside", "Agents from outside"},
                            group{"operators", "Operators who sign in"},
                            group{"people", "People"},
                            group{"conflicts", "Conflicts and history"},
                            group{"chains", "Speculative chains of tasks"},
                            group{"script", "Scripts and the console"}};

void pad_to(std::string& text, std::size_t width) {
  auto have = count_characters(text);
  text.append(have < width ? width - have : 1, ' ');
}

/// `text` broken into lines that start with `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out, line(indent, ' ');
  auto flush = [&] {
    out += line + "\n";
    line.assign(indent, ' ');
  };
  while (!text.empty()) {
    auto end = std::min(text.find(' '), text.size());
    if (line.size() > indent && line.size() + 1 + end > help_width)
      flush();
    line.append(line.size() > indent ? " " : "").append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (line.size() > indent)
    flush();
  return out;
}

std::string overview() {
  std::string out;
  for (const auto& [name, title] : groups) {
    out += std::string(title) + "\n";
    for (const auto& spec : grammar()) {
      if (spec.group != name)
        continue;
      auto line = "  " + std::string(spec.name);
      pad_to(line, name_width);
      out += line + std::string(spec.summary) + "\n";
    }
  }
  out += "The program `mesh` itself (mesh NAME ...); --at HOST sends any other to a mesh\n";
  for (const auto& one : process_commands()) {
    auto line = "  " + std::string(one.name);
    pad_to(line, name_width);
    out += line + std::string(one.summary) + "\n";
  }
  out += "More: help COMMAND or COMMAND --help; ";
  std::string topics;
  for (const auto& page : help_pages())
    topics.append(topics.empty() ? "help " : ", ").append(page.name);
  return out + topics + ", metrics\n"
         + "Durations need a unit (500ms, 2s, 3m, 1h). # begins a comment.\n";
}

/// The synopsis, broken between its parts and never inside of one.
std::string synopsis(const command_spec& spec) {
  auto head = spec;
  head.options.clear();
  std::string line = "  ";
  line += usage(head);
  std::string out;
  for (const auto& option : spec.options) {
    std::string part = "[";
    part.append(usage(option)).append("]");
    if (line.size() + 1 + part.size() > help_width) {
      out += line + "\n";
      line.assign(spec.name.size() + 2, ' ');
    }
    line.append(" ").append(part);
  }
  return out + line + "\n";
}

void add_options(std::string& out, std::string_view title,
                 const std::vector<option_spec>& options, std::size_t width) {
  if (!options.empty())
    out += "\n" + std::string(title) + "\n";
  for (const auto& option : options) {
    std::string line = "  ";
    line += usage(option);
    pad_to(line, width + 4);
    out += line + std::string(option.help) + "\n";
  }
}

void add_examples(std::string& out, const std::vector<std::string_view>& examples) {
  out += examples.size() == 1 ? "\nExample\n" : "\nExamples\n";
  for (auto example : examples)
    out += "  " + std::string(example) + "\n";
}

std::string of_command(const command_spec& spec) {
  auto out = synopsis(spec) + "\n" + wrapped(spec.details, 2);
  auto others = spec.also;
  if (!spec.alias.empty())
    others.insert(others.begin(), spec.alias);
  if (!others.empty())
    out += wrapped("Also written: " + listed(others), 2);
  auto common = common_options(spec);
  common.push_back({"help", "", "this text", value_kind::none, nullptr, spelling::dashes, 'h'});
  std::size_t width = 0, common_width = 0;
  for (const auto& option : spec.options)
    width = std::max(width, usage(option).size());
  for (const auto& option : common)
    common_width = std::max(common_width, usage(option).size());
  add_options(out, "Options", spec.options, width);
  add_options(out, "Common options", common, common_width);
  if (lists(spec)) {
    std::vector<std::string_view> names;
    for (const auto& column : spec.columns)
      names.push_back(column.name);
    out += "\nColumns\n" + wrapped(listed(names), 2);
  }
  add_examples(out, examples_of(spec));
  return out;
}

} // namespace

std::string process_help(const process_command& one, std::string_view options) {
  auto out = "Usage: mesh " + std::string(one.name) + (one.arguments.empty() ? "" : " ")
             + std::string(one.arguments) + " [OPTIONS]\n\n" + wrapped(one.details, 2);
  if (options.empty())
    out += wrapped("Its options: mesh " + std::string(one.name) + " --help", 2);
  else
    out += "\nOptions\n" + std::string(options);
  add_examples(out, one.examples);
  return out;
}

namespace {

/// All commands that begin with the word: `help route`.
std::string of_family(std::string_view first_word) {
  std::string out;
  const auto beginning = std::string(first_word) + " ";
  for (const auto& spec : grammar())
    if (spec.name.starts_with(beginning))
      out.append(out.empty() ? "" : "\n").append(of_command(spec));
  for (const auto& one : process_commands())
    if (one.name.starts_with(beginning))
      out.append(out.empty() ? "" : "\n").append(process_help(one, {}));
  return out;
}

std::string of_metrics(const std::vector<metric_help>& metrics) {
  if (metrics.empty())
    return "No metrics are known here.\n";
  std::size_t width = 0, unit_width = 0;
  for (const auto& metric : metrics) {
    width = std::max(width, metric.name.size());
    unit_width = std::max(unit_width, metric.unit.size());
  }
  std::string out = "Metrics that `expect METRIC OP VALUE` can name:\n";
  for (const auto& metric : metrics) {
    std::string line = "  ";
    line += metric.name;
    pad_to(line, width + 4);
    line += metric.unit;
    pad_to(line, width + unit_width + 6);
    out += line + metric.meaning + "\n";
  }
  return out;
}

} // namespace

std::vector<std::string_view> help_topics() {
  std::vector<std::string_view> topics{"metrics"};
  auto add = [&](std::string_view topic) {
    if (!topic.empty() && std::find(topics.begin(), topics.end(), topic) == topics.end())
      topics.push_back(topic);
  };
  for (const auto& page : help_pages())
    add(page.name);
  for (const auto& spec : grammar()) {
    add(spec.name.substr(0, spec.name.find(' ')));
    add(spec.name);
    add(spec.alias);
    for (auto other : spec.also)
      add(other);
  }
  for (const auto& one : process_commands()) {
    add(one.name.substr(0, one.name.find(' ')));
    add(one.name);
  }
  return topics;
}

tl::expected<std::string, error> help_text(std::string_view topic,
                                           const std::vector<metric_help>& metrics) {
  if (topic.empty())
    return overview();
  for (const auto& page : help_pages())
    if (topic == page.name)
      return std::string(page.text);
  if (topic == "metrics")
    return of_metrics(metrics);
  auto family = of_family(topic); // `held` and `held drop`
  if (const auto* one = find_process_command(topic))
    return process_help(*one, {}) + (family.empty() ? "" : "\n" + family);
  if (const auto* spec = find_command(topic))
    return of_command(*spec) + (family.empty() ? "" : "\n" + family);
  if (!family.empty())
    return family;
  auto near = nearest(topic, help_topics());
  return tl::unexpected(
      error{errc::invalid_argument, "there is no help on \"" + std::string(topic) + "\"",
            near.empty() ? "`help` lists the commands" : "did you mean `help " + near + "`?"});
}

} // namespace mesh::console
