#include "actors/work/a2a/rpc.hpp"

#include <algorithm>
#include <array>

#include "actors/work/http/call_body.hpp"
#include "actors/work/http/call_result.hpp"
#include "actors/work/json_answer.hpp"
#include "actors/work/text.hpp"

namespace mesh::a2a {

namespace {

using nlohmann::json;

std::string request(const char* method, const std::string& id, json params,
                    const endpoint& at) {
  if (!at.tenant.empty())
    params["tenant"] = at.tenant;
  const json all{
      {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

const json* object_in(const json& in, const char* key) {
  const auto found = in.find(key);
  return found != in.end() && found->is_object() ? &*found : nullptr;
}

const json* list_in(const json& in, const char* key) {
  const auto found = in.find(key);
  return found != in.end() && found->is_array() ? &*found : nullptr;
}

/// The texts of all parts; and an answer as functions give it, where there is one.
struct content {
  std::string text;
  std::optional<std::string> answer;

  void add(const std::string& more) { text += text.empty() ? more : '\n' + more; }
  void add_parts(const json& of) {
    const auto* parts = list_in(of, "parts");
    if (parts == nullptr)
      return;
    for (const auto& one : *parts) {
      if (!one.is_object())
        continue;
      if (one.contains("data") && text_of(one, "mediaType") == answer_type)
        answer = one.at("data").dump();
      else if (one.contains("text"))
        add(text_of(one, "text"));
      else if (one.contains("data"))
        add(one.at("data").dump());
      else if (one.contains("url"))
        add(text_of(one, "url")); // of a file, which is not fetched
    }
  }
  [[nodiscard]] work_result result(std::string_view id) const {
    return answer ? read_call_answer(*answer, id) : work_result::ready(text);
  }
};

std::string with(const std::string& what, const std::string& said) {
  return said.empty() ? what : what + ": " + printable(said, quoted_chars);
}

work_result bad(const std::string& expected, const call_attempt& answer) {
  return work_result::failed(errc::call_bad_answer, "expected " + expected + ", not: "
                                                        + printable(answer.body, quoted_chars));
}

outcome read_task(const json& task, const call_attempt& answer, std::string_view job_id) {
  const auto id = text_of(task, "id");
  const auto* status = object_in(task, "status");
  if (id.empty() || status == nullptr)
    return bad("a task with its id and status", answer);
  const auto state = text_of(*status, "state");
  content said;
  if (const auto* message = object_in(*status, "message"))
    said.add_parts(*message);
  if (state == "TASK_STATE_SUBMITTED" || state == "TASK_STATE_WORKING")
    return open_task{id};
  if (state == "TASK_STATE_COMPLETED") {
    content made;
    if (const auto* artifacts = list_in(task, "artifacts"))
      for (const auto& one : *artifacts)
        made.add_parts(one);
    return (made.text.empty() && !made.answer ? said : made).result(job_id);
  }
  if (state == "TASK_STATE_FAILED")
    return work_result::failed(errc::work_failed, with("the task failed", said.text));
  if (state == "TASK_STATE_CANCELED")
    return work_result::failed(errc::work_failed,
                               with("the agent canceled the task", said.text));
  if (state == "TASK_STATE_REJECTED")
    return work_result::failed(errc::call_refused, with("rejected the task", said.text));
  if (state == "TASK_STATE_INPUT_REQUIRED")
    return work_result::failed(errc::call_needs_input,
                               with("asks for more input, which nobody gives", said.text));
  if (state == "TASK_STATE_AUTH_REQUIRED")
    return work_result::failed(
        errc::call_needs_input,
        with("asks for an authorization, which nobody gives", said.text));
  return bad("a task in a state of A2A 1.0", answer);
}

/// Codes that say that nothing was begun: of JSON-RPC, and of A2A.
bool is_refusal(std::int64_t code) {
  constexpr std::int64_t parse = -32700;
  constexpr std::int64_t no_request = -32600;
  constexpr std::int64_t no_method = -32601;
  constexpr std::int64_t no_params = -32602;
  constexpr std::int64_t no_operation = -32004;
  constexpr std::int64_t no_content_type = -32005;
  constexpr std::int64_t no_extension = -32008;
  constexpr std::int64_t no_version = -32009;
  constexpr std::array all{parse,        no_request,      no_method,    no_params,
                           no_operation, no_content_type, no_extension, no_version};
  return std::ranges::count(all, code) > 0;
}

work_result read_error(const json& what, bool begun) {
  const auto code = what.find("code");
  const auto number =
      code != what.end() && code->is_number_integer() ? code->get<std::int64_t>() : 0;
  return work_result::failed(
      !begun && is_refusal(number) ? errc::call_refused : errc::call_failed,
      with("answered with the error " + std::to_string(number), text_of(what, "message")));
}

/// The task or message of an answer: of SendMessage in an object of its kind, else alone.
const json* task_of(const json& result) {
  if (const auto* task = object_in(result, "task"))
    return task;
  return result.contains("status") ? &result : nullptr;
}

} // namespace

std::string send_message(const job& what, const endpoint& to) {
  json part;
  if (is_utf8(what.payload))
    part["text"] = what.payload;
  else
    part["raw"] = base64(what.payload);
  const auto id = webhook_id(what);
  json message{{"messageId", id}, {"role", "ROLE_USER"}, {"parts", json::array({part})}};
  message["metadata"] = {{"agent", to_string(what.agent)},
                         {"id", to_string(what.id)},
                         {"verb", what.verb},
                         {"timeLeftMs", to_ms(what.time_left)},
                         {"attempt", what.attempt},
                         {"source", what.source}};
  return request(
      "SendMessage", id,
      {{"message", std::move(message)}, {"configuration", {{"returnImmediately", true}}}}, to);
}

std::string get_task(const std::string& task, const endpoint& at) {
  return request("GetTask", task, {{"id", task}, {"historyLength", 0}}, at);
}

std::string cancel_task(const std::string& task, const endpoint& at) {
  return request("CancelTask", task, {{"id", task}}, at);
}

bool is_rpc(const call_attempt& answer) {
  const auto all = parse_answer(answer.body);
  return answer.end == call_end::answered && all.is_object() && all.contains("jsonrpc");
}

outcome read_outcome(const call_attempt& answer, std::string_view job_id, bool begun) {
  const auto all = parse_answer(answer.body);
  if (!all.is_object())
    return bad("JSON-RPC", answer);
  if (const auto* error = object_in(all, "error"))
    return read_error(*error, begun);
  const auto* result = object_in(all, "result");
  if (result == nullptr)
    return bad("a result or an error of JSON-RPC", answer);
  if (const auto* task = task_of(*result))
    return read_task(*task, answer, job_id);
  const auto* message = object_in(*result, "message");
  if (message == nullptr)
    return bad("a task or a message", answer);
  content said;
  said.add_parts(*message);
  return said.result(job_id);
}

std::string task_in(const call_attempt& answer) {
  const auto all = parse_answer(answer.body);
  const auto* result = all.is_object() ? object_in(all, "result") : nullptr;
  const auto* task = result == nullptr ? nullptr : task_of(*result);
  return task == nullptr ? std::string() : text_of(*task, "id");
}

duration poll_wait(duration open_for, duration least, duration most) {
  return std::clamp(open_for / 2, least, std::max(least, most));
}

} // namespace mesh::a2a
