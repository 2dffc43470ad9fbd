#include "runtime/console/language/asking_help.hpp"

#include <string>

#include "config/nearest.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/help.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/metrics.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<std::string> read_topic(std::string_view text) {
  auto topics = help_topics();
  for (auto topic : topics)
    if (topic == text)
      return std::string(text);
  return tl::unexpected(value_problem{
      "there is no help on \"" + std::string(text) + "\"",
      "a command, exit-codes, filters, metrics, output or states", nearest(text, topics)});
}

void run_help(const help_command& c, command_context& /*at*/, outcome& o) {
  auto text = help_text(c.topic, metric_table());
  if (!text)
    return fail(o, text.error());
  o.text = *text;
  o.data["text"] = *text;
}

} // namespace

command_spec commands::help() {
  using args = help_command;
  return {.name = "help",
          .group = "script",
          .summary = "this overview, or more about one topic",
          .details =
              "Topics are the commands, those of the program `mesh`, exit-codes, filters, "
              "metrics, output and states.",
          .example = "help gather",
          .start = args{},
          .positionals = {{"TOPIC", arity::maybe, value_kind::topic,
                           assign<&args::topic, read_topic>}},
          .alias = "?",
          .more_examples = {"help exit-codes", "help node drain"},
          .run = run_as<run_help>,
          .effect = command_effect::frames};
}

} // namespace mesh::console
