// Speculative chains: chain check, run, list, show, explain, board, cancel, retry, pause,
// resume.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

namespace {

using namespace build;

positional_spec chain_file() {
  return {"FILE", arity::one, value_kind::other, assign<&chain_file_command::file, read_text>};
}

command_spec look_spec(std::string_view name, chain_look what, std::string_view summary,
                       std::string_view details, std::string_view example) {
  command_spec spec{name, "chains", summary, details, example, chain_look_command{what, {}}};
  if (what != chain_look::list)
    spec.positionals = {
        {"ID", arity::one, value_kind::other, assign<&chain_look_command::id, read_text>}};
  return spec;
}

command_spec order_spec(std::string_view name, chain_act what, std::string_view summary,
                        std::string_view details, std::string_view example) {
  return {name,
          "chains",
          summary,
          details,
          example,
          chain_order_command{what, {}},
          {{"ID", arity::one, value_kind::other, assign<&chain_order_command::id, read_text>}}};
}

} // namespace

std::vector<command_spec> chain_commands() {
  using file = chain_file_command;
  return {
      {"chain check",
       "chains",
       "name every problem of a chain's file",
       "Also tasks for which this mesh has not enough agents, and steps that would be verified "
       "by agents who worked on the task.",
       "chain check review.chain.json",
       file{},
       {chain_file()}},
      {"chain run",
       "chains",
       "begin a chain of tasks",
       "Agents do its tasks and verify each other's; they go on before a task is verified as "
       "far as the chain says. With --follow the command waits until the chain has ended.",
       "chain run review.chain.json --follow",
       file{true, {}, false, std::nullopt},
       {chain_file()},
       {{"follow", "", "wait until it has ended", value_kind::none, raise_flag<&file::follow>},
        {"timeout", "DURATION", "wait no longer than this (10m)", value_kind::other,
         assign<&file::timeout_ms, read_timeout>}}},
      look_spec("chain list", chain_look::list, "list the chains",
                "One row for each, with how far it is.", "chain list"),
      look_spec("chain show", chain_look::show, "one chain and its tasks",
                "Each task's phase, since when, who works on it, and what it builds on that is "
                "not verified yet.",
                "chain show review-1"),
      look_spec("chain explain", chain_look::explain, "why tasks of a chain were flushed",
                "Each flush with its reason and the tasks it cost, what failed, and what "
                "speculation gained and wasted.",
                "chain explain review-1"),
      look_spec(
          "chain board", chain_look::board, "what the scheduler publishes of a chain",
          "The newest version of the snapshot that anyone reads without asking (V4): each "
          "task's phase, and how many agents are on each aspect.",
          "chain board review-1"),
      order_spec("chain cancel", chain_act::cancel, "end a chain",
                 "What is under way is withdrawn. What was verified stays so.",
                 "chain cancel review-1"),
      order_spec("chain retry", chain_act::retry, "give failed tasks new attempts",
                 "Also lets an effect that failed out again.", "chain retry review-1"),
      order_spec("chain pause", chain_act::pause, "begin no more tasks of a chain",
                 "What is under way ends, and is verified.", "chain pause review-1"),
      order_spec("chain resume", chain_act::resume, "let a paused chain go on",
                 "Tasks begin again that were ready.", "chain resume review-1")};
}

} // namespace mesh::console
