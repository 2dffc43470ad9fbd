#pragma once
#include <array>
#include <string_view>

#include "actors/chains/chain_plan.hpp"
#include "config/field_rules.hpp"

/// The one table of a chain file: each field's JSON key, its rule and its meaning, as
/// config/fields.hpp is for the configuration.
namespace mesh::fields {

inline constexpr std::array<std::string_view, 6> chain_verbs{"observe", "orient", "decide",
                                                             "act",     "record", "sync"};
inline constexpr std::array<std::string_view, 4> chain_priorities{"background", "normal",
                                                                  "high", "critical"};
inline constexpr std::array<std::string_view, 3> speculations{"never", "bounded", "adaptive"};
inline constexpr std::array<std::string_view, 2> chain_retries{"others", "anyone"};
inline constexpr std::array<std::string_view, 2> effect_repeats{"never", "safe"};
inline constexpr range<int> crew{1, 100};
inline constexpr range<int> tries{1, 100};
inline constexpr std::size_t most_tasks = 10'000;

void fields_of(auto& visit, a<verification_step> auto& c) {
  visit("name", c.name, label{}, "Its name within the task.", presence::required);
  visit("needs", c.needs, capabilities, "What those who check can do.");
  visit("class", c.cls, class_name{}, "Their class.");
  visit("verb", c.verb, one_of{chain_verbs}, "What is asked of them (M1).");
  visit("payload", c.payload, text{},
        "What they are given: ${output} is what they check, ${task} the output of that task. "
        "Empty: ${output}.");
  visit("expect", c.expect, text{},
        "What an answer must be to sign off, with the same references. Empty: any READY.");
  visit("agents", c.agents, crew, "How many check, none of whom worked on the task.");
  visit("sign_off", c.sign_off, crew, "How many of them must sign off.");
  visit("timeout_ms", c.timeout_ms, window_ms, "Time for each answer.");
}

void fields_of(auto& visit, a<task_aspect> auto& c) {
  visit("name", c.name, label{}, "Its name within the task.", presence::required);
  visit("min", c.min, crew, "Agents it needs at least.");
  visit("max", c.max, crew, "Agents it is given.");
  visit("payload", c.payload, text{}, "What they are given. Empty: the task's payload.");
}

void fields_of(auto& visit, a<branch_way> auto& c) {
  visit("when", c.when, text{}, "What decides for this way.", presence::required);
  visit("to", c.to, text{}, "The next task. Empty: the chain ends here.", presence::required);
}

void fields_of(auto& visit, a<task_branch> auto& c) {
  visit("decided_by", c.decided_by, text{},
        "The verification step whose answer decides. Empty: the task's verified output.");
  visit("predict", c.predict, text{},
        "The way that agents follow until it is decided: its \"when\". Empty: learned.");
  visit("ways", c.ways, list_of<object>{{}, 1, 64}, "Where it may lead.", presence::required);
  visit(
      "otherwise", c.otherwise, text{},
      "The next task when no way fits; empty: the chain ends. Left out: the task has failed.");
}

void fields_of(auto& visit, a<task_effect> auto& c) {
  visit("name", c.name, label{}, "Its name within the task.", presence::required);
  visit("put_file", c.put_file, text{},
        "The file that is put in place, below the folder of effects.");
  visit("text", c.text, text{}, "What is in it: ${output}, or ${task} of another task.");
  visit("from_file", c.from_file, text{},
        "Instead of \"text\": the file whose bytes are put in place, by its path or by a line "
        "of sha256sum; then its digest must be right.");
  visit("command", c.command, list_of<text>{{}, 0, 1'024},
        "Instead of \"put_file\": a program and its arguments, run in the folder of effects.");
  visit("timeout_ms", c.timeout_ms, timeout_ms, "Time for the command.");
  visit("repeat", c.repeat, one_of{effect_repeats},
        "Whether a command of which a crash left unknown if it ran is run again by itself: "
        "safe, or never (V3).");
}

void fields_of(auto& visit, a<chain_task> auto& c) {
  visit("name", c.name, label{}, "Its name within the chain.", presence::required);
  visit("needs", c.needs, capabilities, "What those who do it can do (V1).");
  visit("class", c.cls, class_name{}, "Their class.");
  visit("verb", c.verb, one_of{chain_verbs}, "What is asked of them (M1).");
  visit("payload", c.payload, text{},
        "What they are given; ${task} stands for the output of a task before it.");
  visit("weight", c.weight, factor, "Weight of the payload (S2).");
  visit("priority", c.priority, one_of{chain_priorities}, "Higher overtakes in queues (M4).");
  visit("timeout_ms", c.timeout_ms, window_ms, "Time for each agent's work.");
  visit("aspects", c.aspects, list_of<object>{{}, 0, 16},
        "Parts that agents work on at the same time. None: one agent does all of it (V1).");
  visit("verify", c.verify, list_of<object>{{}, 0, 16},
        "Independent checks, all of which must pass (V1).");
  visit("attempts", c.attempts, tries, "Times it is done before the chain fails (V9).");
  visit("retry", c.retry, one_of{chain_retries},
        "Who does it again when it was refuted: others, or anyone (V9).");
  visit("effects", c.effects, list_of<object>{{}, 0, 16},
        "What it does outside of the mesh, once it is verified (V3).");
  visit("next", c.next, list_of<label>{{}, 0, 1'000}, "The tasks that follow.");
  visit("branch", c.branch, object{}, "Instead: which task follows, as it turns out (V3).");
}

void fields_of(auto& visit, a<chain_plan> auto& c) {
  visit("name", c.name, label{}, "The chain's name.", presence::required);
  visit("speculate", c.speculate, one_of{speculations},
        "Whether agents go on before a task is verified (V2): never, up to the depth, or when "
        "that is likely to gain more than it wastes.");
  visit("regimen", c.regimen, label{},
        "When agents recheck what they left behind unverified (V5): adaptive, eager, notified, "
        "or one of your own.");
  visit("depth", c.depth, range<int>{1, 64}, "Unverified tasks in a row, at most (V2).");
  visit("tasks", c.tasks, list_of<object>{{}, 1, most_tasks}, "What is to be done (V1).",
        presence::required);
}

} // namespace mesh::fields
