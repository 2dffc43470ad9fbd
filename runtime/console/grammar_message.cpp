// Speaking to agents: broadcast, ask, delegate, pipeline.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

namespace {

using namespace build;

constexpr int largest_sample = 1'000'000;
constexpr std::size_t most_steps = 1'000;

read_result<int> read_sample(std::string_view text) {
  return read_count(text, 1, largest_sample);
}

/// An agent, a class, or `best` (whoever is best, which is also the default).
std::optional<value_problem> set_target(command& into, std::string_view text) {
  auto& what = std::get<delegate_command>(into);
  what.agent.reset();
  what.cls.reset();
  if (text == "best")
    return std::nullopt;
  if (auto cls = parse_class(text)) {
    what.cls = cls;
    return std::nullopt;
  }
  if (auto agent = read_agent(text)) {
    what.agent = *agent;
    return std::nullopt;
  }
  auto suggestion = read_agent(text).error().suggestion;
  if (suggestion.empty())
    suggestion = read_class(text).error().suggestion;
  return value_problem{"nothing can be delegated to \"" + std::string(text) + "\"",
                       "an agent (s07.c04.a12), a class (D_GPU) or best", suggestion};
}

std::optional<value_problem> check_steps(const command& what) {
  if (std::get<pipeline_command>(what).agents.size() <= most_steps)
    return std::nullopt;
  return value_problem{"the pipeline is too long", "at most 1000 agents", {}};
}

} // namespace

std::vector<command_spec> message_commands() {
  using broadcast = broadcast_command;
  using ask = ask_command;
  using delegate = delegate_command;
  using pipeline = pipeline_command;
  return {{"broadcast",
           "speak",
           "tell all agents something",
           "Sends the text at priority 2 (high) and counts whose inbox received it; with "
           "--ack, who "
           "acknowledged it.",
           "broadcast \"maintenance at noon\" --in s07",
           broadcast{},
           {text_positional<&broadcast::text>("TEXT")},
           {in_option<&broadcast::where>(),
            {"ack", "", "wait for the agents, not only their inboxes", value_kind::none,
             raise_flag<&broadcast::acknowledge>},
            timeout_option<&broadcast::timeout_ms>("how long acknowledgements count"),
            priority_option<&broadcast::urgency>(
                "background, normal, high (the default) or critical"),
            go_on_option<&broadcast::go_on>(),
            fail_on_conflict_option<&broadcast::fail_on_conflict>(),
            approve_option<&broadcast::approve>()}},
          {"ask",
           "speak",
           "ask a sample of agents",
           "Answers are folded: each different one once, with its count. Conflicts are shown "
           "as such.",
           "ask \"which version do you run?\" --sample 100 --capability inference",
           ask{},
           {text_positional<&ask::question>("QUESTION")},
           {{"sample", "N", "how many agents are asked", value_kind::other,
             assign<&ask::sample, read_sample>},
            capability_option<&ask::capability>(),
            class_option<&ask::cls>(),
            {"redundant", "", "quarantine who contradicts most of the others", value_kind::none,
             raise_flag<&ask::redundant>},
            in_option<&ask::where>(),
            timeout_option<&ask::timeout_ms>("how long answers count"),
            priority_option<&ask::urgency>(),
            go_on_option<&ask::go_on>(),
            fail_on_conflict_option<&ask::fail_on_conflict>(),
            approve_option<&ask::approve>()}},
          {"delegate",
           "speak",
           "give one agent a task",
           "To an agent, to the best of a class, or to the best there is. Given to another "
           "when the agent dies.",
           "delegate \"summarise the log\" --to D_GPU --capability inference",
           delegate{},
           {text_positional<&delegate::task>("TASK")},
           {{"to", "AGENT|CLASS|best", "who gets it (best)", value_kind::delegate_target,
             set_target},
            capability_option<&delegate::capability>(),
            timeout_option<&delegate::timeout_ms>("how long it may take"),
            priority_option<&delegate::urgency>(),
            go_on_option<&delegate::go_on>(),
            fail_on_conflict_option<&delegate::fail_on_conflict>(),
            approve_option<&delegate::approve>()}},
          {"pipeline",
           "speak",
           "pass a payload through agents in order",
           "Each agent gets the result of the one before it.",
           "pipeline s00.c00.a01 s00.c00.a02 --payload draft",
           pipeline{},
           {{"AGENT", arity::many, value_kind::agent, assign<&pipeline::agents, read_agent>}},
           {payload_option<&pipeline::payload>(),
            timeout_option<&pipeline::timeout_ms>("how long all steps may take"),
            priority_option<&pipeline::urgency>(), go_on_option<&pipeline::go_on>(),
            approve_option<&pipeline::approve>()},
           {},
           check_steps}};
}

} // namespace mesh::console
