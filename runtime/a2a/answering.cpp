#include "runtime/a2a/answering.hpp"

#include <algorithm>
#include <array>

#include "runtime/base/version.hpp"
#include "runtime/base/visible.hpp"

namespace mesh::a2a::inward {

namespace {

constexpr std::size_t longest_id = 200;

/// An error of JSON-RPC or of A2A, with the reason that A2A has for it.
struct rpc_failure {
  int code;
  std::string_view reason;
  std::string message;
  std::string remedy;
};

using outcome = tl::expected<json, rpc_failure>;

tl::unexpected<rpc_failure> invalid(std::string message, std::string remedy) {
  constexpr int invalid_params = -32602;
  return tl::unexpected(
      rpc_failure{invalid_params, "INVALID_PARAMS", std::move(message), std::move(remedy)});
}

tl::unexpected<rpc_failure> no_task(const std::string& id) {
  constexpr int not_found = -32001;
  return tl::unexpected(rpc_failure{not_found, "TASK_NOT_FOUND",
                                    "there is no task " + mcp::shown(id) + " of yours",
                                    "tasks are kept for ten minutes after their end"});
}

/// The text of a member; empty: there is none, or it is too long for an id.
std::string id_in(const json& params, const char* name) {
  const auto found = params.find(name);
  if (found == params.end() || !found->is_string()
      || found->get_ref<const std::string&>().size() > longest_id)
    return {};
  return found->get<std::string>();
}

outcome send_message(const json& params, task_port& tasks) {
  const auto message = params.value("message", json());
  if (!message.is_object())
    return invalid("params.message is missing", "send a message with messageId and parts");
  const auto id = id_in(message, "messageId");
  if (id.empty())
    return invalid("message.messageId is no text of 1 to 200 bytes",
                   "give each message an id of its own");
  if (const auto goes_on = id_in(message, "taskId"); !goes_on.empty()) {
    if (!tasks.find(goes_on))
      return no_task(goes_on);
    constexpr int unsupported = -32004;
    return tl::unexpected(rpc_failure{unsupported, "UNSUPPORTED_OPERATION",
                                      "a task of the mesh takes one message only",
                                      "send a message without taskId"});
  }
  const auto what = read_wish(message);
  if (!what)
    return invalid(what.error().detail, what.error().remedy);
  const auto how = params.value("configuration", json::object());
  const auto at_once = how.is_object() && how.value("returnImmediately", json()) == true;
  const auto begun = tasks.begin(id, id_in(message, "contextId"), *what, at_once);
  if (!begun) {
    constexpr int internal = -32603;
    return tl::unexpected(
        rpc_failure{internal, "INTERNAL", begun.error().detail, begun.error().remedy});
  }
  return json{{"task", task_json(*begun)}};
}

outcome get_task(const json& params, task_port& tasks) {
  const auto id = id_in(params, "id");
  const auto found = tasks.find(id);
  return found ? outcome(task_json(*found)) : no_task(id);
}

outcome cancel_task(const json& params, task_port& tasks) {
  const auto id = id_in(params, "id");
  const auto found = tasks.find(id);
  if (!found)
    return no_task(id);
  constexpr int not_cancelable = -32002;
  if (found->over())
    return tl::unexpected(rpc_failure{not_cancelable, "TASK_NOT_CANCELABLE",
                                      "the task has ended already", "ask for it with GetTask"});
  const auto ended = tasks.cancel(id);
  return ended ? outcome(task_json(*ended)) : no_task(id);
}

struct operation {
  std::string_view name;
  outcome (*run)(const json&, task_port&);
};
constexpr std::array operations{operation{"SendMessage", send_message},
                                operation{"GetTask", get_task},
                                operation{"CancelTask", cancel_task}};

/// Methods of A2A that a mesh does not offer, and its card says so.
constexpr std::array<std::string_view, 8> not_offered{"SendStreamingMessage",
                                                      "SubscribeToTask",
                                                      "ListTasks",
                                                      "GetExtendedAgentCard",
                                                      "CreateTaskPushNotificationConfig",
                                                      "GetTaskPushNotificationConfig",
                                                      "ListTaskPushNotificationConfigs",
                                                      "DeleteTaskPushNotificationConfig"};

outcome run(const mcp::message& what, std::string_view version, task_port& tasks) {
  constexpr int other_version = -32009;
  if (version != "1" && !version.starts_with("1."))
    return tl::unexpected(
        rpc_failure{other_version, "VERSION_NOT_SUPPORTED",
                    version.empty() ? "there is no A2A-Version field, so this is A2A 0.3"
                                    : "A2A " + mcp::shown(version) + " is not spoken here",
                    "send A2A-Version: 1.0"});
  const auto* found = std::ranges::find(operations, what.method, &operation::name);
  if (found != operations.end())
    return found->run(what.params, tasks);
  constexpr int unsupported = -32004;
  constexpr int no_method = -32601;
  const auto known = std::ranges::find(not_offered, what.method) != not_offered.end();
  return tl::unexpected(rpc_failure{known ? unsupported : no_method,
                                    known ? "UNSUPPORTED_OPERATION" : "METHOD_NOT_FOUND",
                                    "the mesh does not offer " + mcp::shown(what.method),
                                    "use SendMessage, GetTask or CancelTask"});
}

json error_json(const json& id, const rpc_failure& why) {
  const json info{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                  {"reason", why.reason},
                  {"domain", "a2a-protocol.org"},
                  {"metadata", {{"remedy", why.remedy}}}};
  return {
      {"jsonrpc", "2.0"},
      {"id", id},
      {"error", {{"code", why.code}, {"message", why.message}, {"data", json::array({info})}}}};
}

} // namespace

std::string answer(std::string_view text, std::string_view version, task_port& tasks) {
  const auto read = mcp::read_message(text);
  if (!read)
    return json_text(mcp::error_message(read.error().id, read.error().why));
  auto result = run(*read, version, tasks);
  return json_text(result ? mcp::result_message(read->id, std::move(*result))
                          : error_json(read->id, result.error()));
}

json agent_card(const std::string& url, bool encrypted) {
  json card{{"name", "MESH-30K"},
            {"description",
             "Coordinates up to 30,000 agents so that all are ready at the same moment."},
            {"version", mesh::version()},
            {"supportedInterfaces",
             json::array(
                 {{{"url", url}, {"protocolBinding", "JSONRPC"}, {"protocolVersion", "1.0"}}})},
            {"capabilities", {{"streaming", false}, {"pushNotifications", false}}},
            {"defaultInputModes", json::array({"application/json", "text/plain"})},
            {"defaultOutputModes", json::array({"application/json", "text/plain"})},
            {"skills", skills()}};
  if (encrypted) {
    card["securitySchemes"] = {
        {"operator",
         {{"mtlsSecurityScheme", {{"description", "A certificate of the role operator."}}}}}};
    card["securityRequirements"] =
        json::array({{{"schemes", {{"operator", {{"list", json::array()}}}}}}});
  }
  return card;
}

} // namespace mesh::a2a::inward
