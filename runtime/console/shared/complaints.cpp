#include "runtime/console/shared/complaints.hpp"

#include <nlohmann/json.hpp>

#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/shared/expectation.hpp"

namespace mesh::console {

namespace {

/// `error: code: detail`, and the remedy below it.
std::string error_text(const json& error, const render_style& style) {
  auto out =
      paint("error:", tone::bad, style) + " " + text_in(error, "code").value_or("unknown");
  if (auto detail = text_in(error, "detail"); detail && !detail->empty())
    out += ": " + *detail;
  out += "\n";
  if (auto remedy = text_in(error, "remedy"); remedy && !remedy->empty())
    out += "  remedy: " + *remedy + "\n";
  return out;
}

} // namespace

std::string complaint_of(const nlohmann::ordered_json& result, const render_style& style) {
  if (has(result, "error"))
    return error_text(object_in(result, "error"), style);
  if (text_in(result, "command") == "expect" && flag_in(result, "met") == false)
    return paint("expectation failed:", tone::bad, style) + " " + expectation_text(result)
           + "\n";
  return {};
}

} // namespace mesh::console
