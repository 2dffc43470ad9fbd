#include "runtime/control/command_request.hpp"

#include <algorithm>

#include <google/protobuf/util/json_util.h>

#include "messages/control.pb.h"
#include "runtime/base/utf8.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/commands/expected_metrics.hpp"

namespace mesh::control {

namespace {

using wire_request = CommandRequest;
using wire_text = TextOptions;
namespace json_util = google::protobuf::util;

constexpr std::size_t longest_name = 200; // bytes, as remarks quote it

tl::unexpected<error> bad(const std::string& detail) {
  return tl::unexpected(error{errc::parse_error, "the request is malformed: " + detail,
                              "POST {\"script\": \"status\"}; see GET /v1/openapi.json"});
}

console::render_style style_of(const wire_text& wanted) {
  constexpr std::uint32_t usual = 80;
  constexpr std::uint32_t narrowest = 40;
  constexpr std::uint32_t widest = 160;
  console::render_style style;
  style.format = wanted.format() == wire_text::json    ? console::output_format::json
                 : wanted.format() == wire_text::jsonl ? console::output_format::jsonl
                                                       : console::output_format::table;
  style.colour = wanted.colour();
  style.unicode = wanted.unicode();
  style.bars = wanted.bars();
  const auto columns = wanted.columns() == 0 ? usual : wanted.columns();
  style.width = static_cast<int>(std::clamp(columns, narrowest, widest));
  return style;
}

wire_text text_of(const console::render_style& style) {
  wire_text text;
  text.set_format(style.format == console::output_format::json    ? wire_text::json
                  : style.format == console::output_format::jsonl ? wire_text::jsonl
                                                                  : wire_text::table);
  text.set_columns(static_cast<std::uint32_t>(style.width));
  text.set_colour(style.colour);
  text.set_unicode(style.unicode);
  text.set_bars(style.bars);
  return text;
}

nlohmann::ordered_json problem_json(const console::parse_problem& p,
                                    const command_request& what) {
  return {{"line", p.line},
          {"column", p.column},
          {"message", p.message},
          {"expected", p.expected},
          {"suggestion", p.suggestion},
          {"text", console::format_problem(p, what.script, what.name)}};
}

} // namespace

tl::expected<command_request, error> read_command_request(std::string_view body) {
  wire_request wire;
  const auto read = json_util::JsonStringToMessage({body.data(), body.size()}, &wire);
  if (!read.ok())
    return bad(std::string(read.message()));
  if (wire.on_failure() != wire_request::stop && wire.on_failure() != wire_request::continue_)
    return bad("on_failure is stop or continue");
  if (wire.script().empty())
    return bad("there is no script");
  if (wire.name().size() > longest_name)
    return bad("name is longer than " + std::to_string(longest_name) + " bytes");
  command_request what;
  what.script = wire.script();
  if (!wire.name().empty())
    what.name = printable(wire.name());
  what.keep_going = wire.on_failure() == wire_request::continue_;
  what.strict = wire.strict();
  what.files = {wire.files().begin(), wire.files().end()};
  std::size_t bytes = 0;
  for (const auto& [name, text] : what.files)
    bytes += text.size();
  if (bytes > most_files_bytes)
    return bad("files are larger than " + std::to_string(most_files_bytes) + " bytes");
  if (wire.has_text())
    what.text = style_of(wire.text());
  return what;
}

std::string write_command_request(const command_request& what) {
  wire_request wire;
  wire.set_script(what.script);
  wire.set_name(what.name);
  wire.set_on_failure(what.keep_going ? wire_request::continue_ : wire_request::stop);
  wire.set_strict(what.strict);
  for (const auto& [name, text] : what.files)
    (*wire.mutable_files())[name] = text;
  if (what.text)
    *wire.mutable_text() = text_of(*what.text);
  json_util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string body;
  if (!json_util::MessageToJsonString(wire, &body, options).ok())
    body.clear(); // not UTF-8: the server says so
  return body;
}

tl::expected<std::vector<console::script_line>, response>
parse_request(const command_request& what, const console::script_limits& limits) {
  auto parsed = console::parse_script(what.script, limits);
  const auto problems =
      parsed ? console::unknown_metrics(what.script, *parsed) : parsed.error();
  if (problems.empty())
    return std::move(*parsed);
  nlohmann::ordered_json body;
  const auto how_many = problems.size();
  body["error"] = {{"code", name_of(errc::parse_error)},
                   {"detail", std::to_string(how_many) + " problem" + (how_many == 1 ? "" : "s")
                                  + "; nothing was run"},
                   {"remedy", ""}};
  body["problems"] = nlohmann::ordered_json::array();
  for (const auto& p : problems)
    body["problems"].push_back(problem_json(p, what));
  return tl::unexpected(response{422, json_type, json_text(body) + "\n"});
}

} // namespace mesh::control
