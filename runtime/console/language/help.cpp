#include "runtime/console/language/help.hpp"

#include <algorithm>
#include <array>

#include "config/nearest.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/language/grammar.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t help_width = 78;
constexpr std::size_t name_width = 18; // of the overview's first column

struct group {
  std::string_view name;
  std::string_view title;
};
constexpr std::array groups{group{"look", "Looking at the mesh"},
                            group{"route", "Routing"},
                            group{"speak", "Speaking to agents"},
                            group{"coordinate", "All ready at the same moment"},
                            group{"protect", "Protecting the mesh, and testing that"},
                            group{"outside", "Agents from outside"},
                            group{"people", "People"},
                            group{"conflicts", "Conflicts and history"},
                            group{"chains", "Speculative chains of tasks"},
                            group{"script", "Scripts and the console"}};

constexpr std::string_view exit_codes =
    R"(Exit codes, of a command and of a script that ends with it:
  0  done, and no agent missing
  1  error
  2  usage: the command or the script is not well formed, and nothing ran
  3  quorum met, but some are missing
     or the script is over, and commands are held for a better mode still
  4  quorum missed, or timeout
  5  denied, by the mode of the mesh too: refused, or it needs --approve
  6  frozen, or a circuit breaker is open
An agent skipped for want of lead time is named, and is not missing.
A script goes on after a 3 and stops at any other code that is not 0, unless
`on failure continue` or --keep-going says otherwise: it then ends with the
worst of the failures. Without one it ends with 0, or, with --strict, with the
worst code it met. A failure that the next command expects, as in
`expect last.exit_code = 5`, counts as none. A held command that fails when it
runs does not stop the script, but counts.
)";

constexpr std::string_view states = R"(What an agent answers:
  +1  ready: done, with a value
   0  in transit: not answered yet, or it could not be done
  -1  conflict: the result contradicts the agent's context or another result;
      this is information, not a failure
What can become of a message that was to be sent or was sent:
  straggler  no answer inside the window
  skipped    its send time had passed already (insufficient_lead_time)
  expired    its time to live ended on the way
  refused    the agent, its queue or its work rejected it; the reason says why
What an agent can be:
  active, degraded, offline, quarantined
  suspect: its host is silent or its link is lost, so its state is unknown; it is
  as before when the host is back, and offline when the host is lost, until
  another host has its sector
)";

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
  return out
         + "More: help COMMAND, help exit-codes, help metrics, help states\n"
           "Durations need a unit (500ms, 2s, 3m, 1h). # begins a comment.\n";
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

std::string of_command(const command_spec& spec) {
  auto out = synopsis(spec) + "\n" + wrapped(spec.details, 2);
  if (!spec.alias.empty())
    out += "  Also written: " + std::string(spec.alias) + "\n";
  std::size_t width = 0;
  for (const auto& option : spec.options)
    width = std::max(width, usage(option).size());
  if (!spec.options.empty())
    out += "\nOptions\n";
  for (const auto& option : spec.options) {
    std::string line = "  ";
    line += usage(option);
    pad_to(line, width + 4);
    out += line + std::string(option.help) + "\n";
  }
  return out + "\nExample\n  " + std::string(spec.example) + "\n";
}

/// All commands that begin with the word: `help route`.
std::string of_family(std::string_view first_word) {
  std::string out;
  for (const auto& spec : grammar())
    if (spec.name.starts_with(std::string(first_word) + " "))
      out.append(out.empty() ? "" : "\n").append(of_command(spec));
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
  std::vector<std::string_view> topics{"exit-codes", "metrics", "states"};
  auto add = [&](std::string_view topic) {
    if (!topic.empty() && std::find(topics.begin(), topics.end(), topic) == topics.end())
      topics.push_back(topic);
  };
  for (const auto& spec : grammar()) {
    add(spec.name.substr(0, spec.name.find(' ')));
    add(spec.name);
    add(spec.alias);
  }
  return topics;
}

tl::expected<std::string, error> help_text(std::string_view topic,
                                           const std::vector<metric_help>& metrics) {
  if (topic.empty())
    return overview();
  if (topic == "exit-codes")
    return std::string(exit_codes);
  if (topic == "states")
    return std::string(states);
  if (topic == "metrics")
    return of_metrics(metrics);
  auto family = of_family(topic); // `held` and `held drop`
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
