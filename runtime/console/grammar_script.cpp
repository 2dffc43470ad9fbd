// The frame around the others: expect, wait, on failure, help, quit.
#include "config/nearest.hpp"
#include "runtime/console/grammar_builder.hpp"
#include "runtime/console/help.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> set_on_failure(command& into, std::string_view text) {
  auto index = read_choice(text, {"stop", "continue"}, "way to go on");
  if (!index)
    return index.error();
  std::get<on_failure_command>(into).continue_after = *index == 1;
  return std::nullopt;
}

read_result<std::string> read_topic(std::string_view text) {
  auto topics = help_topics();
  for (auto topic : topics)
    if (topic == text)
      return std::string(text);
  return tl::unexpected(value_problem{"there is no help on \"" + std::string(text) + "\"",
                                      "a command, exit-codes, metrics or states",
                                      nearest(text, topics)});
}

command_spec expect_spec() {
  using what = expect_command;
  return {"expect",
          "script",
          "fail unless a metric is as expected",
          "OP is one of < <= = != >= >. With `within` it waits that long for it to come true. "
          "Percentages and durations may be written as such.",
          "expect last.ready_rate >= 99% within 10s",
          what{},
          {{"METRIC", arity::one, value_kind::metric, assign<&what::metric, read_metric>},
           {"OP",
            arity::one,
            value_kind::choice,
            assign<&what::op, read_comparison>,
            {"<", "<=", "=", "!=", ">=", ">"}},
           {"VALUE", arity::one, value_kind::other, assign<&what::value, read_measure>}},
          {{"within", "DURATION", "how long to wait for it", value_kind::other,
            assign<&what::within_ms, read_pause>, spelling::word}}};
}

} // namespace

std::vector<command_spec> script_commands() {
  return {
      expect_spec(),
      {"wait",
       "script",
       "let time pass",
       "The mesh goes on; the next command starts after the pause.",
       "wait 2s",
       wait_command{},
       {{"DURATION", arity::one, value_kind::other, assign<&wait_command::ms, read_pause>}}},
      {"on failure",
       "script",
       "stop or go on after a failed command",
       "A script stops at the first failure unless told to continue. An exit code of 3 "
       "(somebody missing) never stops it.",
       "on failure continue",
       on_failure_command{},
       {{"stop|continue",
         arity::one,
         value_kind::choice,
         set_on_failure,
         {"stop", "continue"}}}},
      {"help",
       "script",
       "this overview, or more about one topic",
       "Topics are the commands, exit-codes, metrics and states.",
       "help gather",
       help_command{},
       {{"TOPIC", arity::maybe, value_kind::topic, assign<&help_command::topic, read_topic>}}},
      {"quit",
       "script",
       "leave",
       "Ends the console, or the script at this point.",
       "quit",
       quit_command{},
       {},
       {},
       "exit"}};
}

} // namespace mesh::console
