#include "runtime/a2a/task.hpp"

#include "runtime/base/utc.hpp"
#include "runtime/console/running/exit_code.hpp"

namespace mesh::a2a::inward {

namespace {

/// Exit codes of commands whose quorum was met.
bool is_good(const json& result) {
  const auto found = result.find("exit_code");
  if (result.contains("error") || found == result.end() || !found->is_number_integer())
    return false;
  const auto code = static_cast<console::exit_code>(found->get<int>());
  return code == console::exit_code::done || code == console::exit_code::some_missing;
}

std::string_view state_of(const task& what) {
  if (!what.over())
    return "TASK_STATE_WORKING";
  if (what.cancelled)
    return "TASK_STATE_CANCELED";
  return is_good(*what.result) ? "TASK_STATE_COMPLETED" : "TASK_STATE_FAILED";
}

/// The list in which an exception of a gather is named.
const char* list_of(const json& exception) {
  const auto kind = exception.value("kind", "");
  if (kind == "straggler")
    return "late";
  return kind == "conflict" ? "conflicting" : "missing";
}

json with_named(json result) {
  json lists{
      {"missing", json::array()}, {"late", json::array()}, {"conflicting", json::array()}};
  const auto exceptions = result.value("exceptions", json());
  if (!exceptions.is_array())
    return result;
  for (const auto& one : exceptions)
    if (one.is_object())
      lists[list_of(one)].push_back({{"agents", one.value("agents", json::array())},
                                     {"count", one.value("count", 0)},
                                     {"reason", one.value("reason", one.value("detail", ""))}});
  result.update(lists);
  return result;
}

std::string count_in(const json& result, const char* name) {
  const auto found = result.find(name);
  return found != result.end() && found->is_number() ? found->dump() : "?";
}

/// The result in a sentence.
std::string told(const json& result) {
  if (const auto why = result.find("error"); why != result.end() && why->is_object())
    return why->value("code", "") + ": " + why->value("detail", "")
           + (why->value("remedy", "").empty() ? "" : " (" + why->value("remedy", "") + ")");
  if (result.contains("targets"))
    return result.value("outcome", "?") + ": " + count_in(result, "ready") + " of "
           + count_in(result, "targets") + " agents were ready, "
           + count_in(result, "straggler") + " late, " + count_in(result, "conflict")
           + " in conflict";
  if (const auto text = result.find("result"); text != result.end() && text->is_string())
    return text->get<std::string>();
  if (const auto phase = result.find("phase"); phase != result.end() && phase->is_string())
    return "the chain is " + phase->get<std::string>();
  return "done";
}

json text_part(const std::string& text) {
  return {{"text", text}, {"mediaType", "text/plain"}};
}

} // namespace

json task_json(const task& what) {
  json status{{"state", state_of(what)}, {"timestamp", utc(what.changed_ms)}};
  json all{{"id", what.id}, {"contextId", what.context}};
  if (what.over() && !is_good(*what.result))
    status["message"] = {{"messageId", what.id + "-end"},
                         {"role", "ROLE_AGENT"},
                         {"contextId", what.context},
                         {"taskId", what.id},
                         {"parts", json::array({text_part(told(*what.result))})}};
  all["status"] = std::move(status);
  if (what.over()) {
    json data{{"data", with_named(*what.result)}, {"mediaType", "application/json"}};
    json artifact{{"artifactId", "result"}, {"name", what.skill}};
    artifact["parts"] = json::array({text_part(told(*what.result)), std::move(data)});
    all["artifacts"] = json::array({std::move(artifact)});
  }
  all["metadata"] = {{"skill", what.skill}};
  return all;
}

} // namespace mesh::a2a::inward
