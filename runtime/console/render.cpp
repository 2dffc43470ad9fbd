#include "runtime/console/render.hpp"

#include <array>
#include <utility>

#include "runtime/base/visible.hpp"
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

using renderer = std::string (*)(const json&, const render_style&);

constexpr std::array renderers{
    std::pair{std::string_view("status"), renderer{render_status}},
    std::pair{std::string_view("agents"), renderer{render_agents}},
    std::pair{std::string_view("agent"), renderer{render_agent}},
    std::pair{std::string_view("cluster"), renderer{render_cluster}},
    std::pair{std::string_view("sector"), renderer{render_sector}},
    std::pair{std::string_view("gather"), renderer{render_gather}},
    std::pair{std::string_view("cascade"), renderer{render_cascade}},
    std::pair{std::string_view("broadcast"), renderer{render_broadcast}},
    std::pair{std::string_view("ask"), renderer{render_ask}},
    std::pair{std::string_view("delegate"), renderer{render_delegate}},
    std::pair{std::string_view("pipeline"), renderer{render_pipeline}},
    std::pair{std::string_view("kpi"), renderer{render_kpi}},
    std::pair{std::string_view("expect"), renderer{render_expect}},
    std::pair{std::string_view("wait"), renderer{render_wait}},
    std::pair{std::string_view("simulate"), renderer{render_simulate}},
    std::pair{std::string_view("crash"), renderer{render_fault}},
    std::pair{std::string_view("hang"), renderer{render_fault}},
    std::pair{std::string_view("corrupt"), renderer{render_fault}},
    std::pair{std::string_view("lie"), renderer{render_fault}},
    std::pair{std::string_view("slow"), renderer{render_fault}},
    std::pair{std::string_view("events"), renderer{render_events}},
    std::pair{std::string_view("breakers"), renderer{render_breakers}},
    std::pair{std::string_view("breaker"), renderer{render_breaker}},
    std::pair{std::string_view("heal"), renderer{render_heal}},
    std::pair{std::string_view("held"), renderer{render_held}},
    std::pair{std::string_view("held drop"), renderer{render_held_drop}},
    std::pair{std::string_view("grow"), renderer{render_grow}},
    std::pair{std::string_view("drain"), renderer{render_drain}},
    std::pair{std::string_view("nodes"), renderer{render_nodes}},
    std::pair{std::string_view("node drain"), renderer{render_node}},
    std::pair{std::string_view("node join"), renderer{render_node}},
    std::pair{std::string_view("node forget"), renderer{render_node}},
    std::pair{std::string_view("node adopt"), renderer{render_node}},
    std::pair{std::string_view("freeze"), renderer{render_freeze}},
    std::pair{std::string_view("thaw"), renderer{render_thaw}},
    std::pair{std::string_view("conflicts"), renderer{render_conflicts}},
    std::pair{std::string_view("conflict"), renderer{render_conflict}},
    std::pair{std::string_view("resolve"), renderer{render_conflict}},
    std::pair{std::string_view("history"), renderer{render_history}},
    std::pair{std::string_view("verify"), renderer{render_verify}},
    std::pair{std::string_view("certs init"), renderer{render_certs_made}},
    std::pair{std::string_view("certs issue"), renderer{render_certs_made}},
    std::pair{std::string_view("certs show"), renderer{render_certs_show}},
    std::pair{std::string_view("chain check"), renderer{render_chain_check}},
    std::pair{std::string_view("chain run"), renderer{render_chain}},
    std::pair{std::string_view("chain list"), renderer{render_chain_list}},
    std::pair{std::string_view("chain show"), renderer{render_chain}},
    std::pair{std::string_view("chain explain"), renderer{render_chain_explain}},
    std::pair{std::string_view("chain board"), renderer{render_chain_board}},
    std::pair{std::string_view("chain cancel"), renderer{render_chain}},
    std::pair{std::string_view("chain retry"), renderer{render_chain}},
    std::pair{std::string_view("chain pause"), renderer{render_chain}},
    std::pair{std::string_view("chain resume"), renderer{render_chain}},
    std::pair{std::string_view("on failure"), renderer{render_on_failure}}};

renderer renderer_of(std::string_view command) {
  if (command.starts_with("route"))
    return render_route;
  for (auto [name, function] : renderers)
    if (name == command)
      return function;
  return render_fields;
}

/// `error: code: detail`, and the remedy below it.
std::string render_error(const json& error, const render_style& style) {
  auto out =
      paint("error:", tone::bad, style) + " " + text_in(error, "code").value_or("unknown");
  if (auto detail = text_in(error, "detail"); detail && !detail->empty())
    out += ": " + *detail;
  out += "\n";
  if (auto remedy = text_in(error, "remedy"); remedy && !remedy->empty())
    out += "  remedy: " + *remedy + "\n";
  return out;
}

/// Whether there is more than the frame every result has.
bool has_body(const json& result) {
  for (const auto& [key, value] : result.items())
    if (key != "command" && key != "exit_code" && key != "error" && key != "was_held")
      return true;
  return false;
}

/// A command that waits for a better mode of the mesh (D2).
std::string render_waiting(const json& held, const render_style& style) {
  return paint("held", tone::warning, style) + " as number "
         + text_in(held, "number").value_or("-") + ": " + text_or(held, "reason", "-") + "\n  "
         + text_or(held, "remedy", "") + "\n";
}

std::string render_table(const json& result, const render_style& style) {
  if (!result.is_object())
    return text_in(json{{"value", result}}, "value").value_or("null") + "\n";
  if (const auto& held = object_in(result, "held"); !held.empty())
    return render_waiting(held, style);
  std::string out;
  if (const auto& was = object_in(result, "was_held"); !was.empty())
    out = "held command " + text_or(was, "number", "-")
          + " has run: " + text_or(was, "text", "-") + "\n";
  bool failed = has(result, "error");
  if (!failed || has_body(result))
    out += renderer_of(text_in(result, "command").value_or(""))(result, style);
  if (failed)
    out += render_error(object_in(result, "error"), style);
  return out;
}

} // namespace

std::string render(const nlohmann::ordered_json& result, const render_style& style) {
  switch (style.format) {
  case output_format::json:
    return json_text(result, 2) + "\n";
  case output_format::jsonl:
    return json_text(result) + "\n";
  case output_format::table:
    break;
  }
  return render_table(result, style);
}

} // namespace mesh::console
