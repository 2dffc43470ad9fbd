#include "runtime/console/render.hpp"

#include <array>
#include <utility>

#include "runtime/base/text.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/shared/certificates.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/list_rendering.hpp"

namespace mesh::console {

namespace {

using drawing = std::string (*)(const json&, const render_style&);

/// Results of `mesh certs`, which is no command of the console.
constexpr std::array others{
    std::pair{std::string_view("certs init"), drawing{draw_certs_made}},
    std::pair{std::string_view("certs issue"), drawing{draw_certs_made}},
    std::pair{std::string_view("certs show"), drawing{draw_certs_show}}};

/// Fields that every result may have beside its own.
bool is_frame(std::string_view key) {
  return key == "command" || key == "exit_code" || key == "error" || key == "was_held"
         || key == "source" || key == "as_expected";
}

/// Results that have no drawing of their own: their fields, one a line.
std::string draw_fields(const json& result, const render_style&) {
  std::string out;
  for (const auto& [key, value] : result.items())
    if (!is_frame(key))
      out += "  " + key + ": " + text_or(result, key.c_str(), "-") + "\n";
  return out;
}

const command_spec* spec_named(std::string_view command) {
  for (const auto& spec : grammar())
    if (result_name(spec) == command || spec.name == command)
      return &spec;
  return nullptr;
}

drawing drawing_of(std::string_view command) {
  if (const auto* spec = spec_named(command); spec != nullptr && spec->draw != nullptr)
    return spec->draw;
  for (auto [name, function] : others)
    if (name == command)
      return function;
  return draw_fields;
}

/// Whether there is more than the frame every result has.
bool has_body(const json& result) {
  for (const auto& [key, value] : result.items())
    if (!is_frame(key))
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
  if (flag_in(result, "dry_run").value_or(false) && !has(result, "error"))
    return out + draw_dry_run(result, style);
  if (!has(result, "error") || has_body(result))
    out += drawing_of(text_in(result, "command").value_or(""))(result, style);
  return out;
}

} // namespace

std::string render(const nlohmann::ordered_json& result, const render_style& style) {
  if (const auto* spec = spec_named(text_in(result, "command").value_or(""));
      spec != nullptr && is_plain_list(result, *spec, style))
    return render_list(result, *spec, style);
  switch (style.format) {
  case output_format::json:
    return json_text(result, 2) + "\n";
  case output_format::jsonl:
    return json_text(result) + "\n";
  case output_format::table:
  case output_format::wide:
  case output_format::csv:
  case output_format::name:
    break;
  }
  auto text = render_table(result, style);
  // An invite is JSON, to be copied as it stands.
  return text.starts_with('{') ? text : fitted(text, style);
}

} // namespace mesh::console
