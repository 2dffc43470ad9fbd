#include "runtime/control/stream_output.hpp"

#include <cmath>

namespace mesh::control {

using json = nlohmann::ordered_json;

namespace {

std::string line_of(const json& what) {
  return what.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace

bool stream_output::write(const json& line) {
  return to_.write(line_of(line));
}

bool stream_output::show(const console::outcome& what) {
  json line;
  if (!what.data.is_null())
    line["result"] = what.data;
  if (text_ && text_->format == console::output_format::table && !what.text.empty())
    line["text"] = what.text;
  else if (text_ && !what.data.is_null())
    line["text"] = console::render(what.data, *text_);
  return line.is_null() ? !to_.gone() : write(line);
}

void stream_output::remark(std::string_view text) {
  write({{"remark", text}});
}

void stream_output::narrate(std::string_view text) {
  write({{"narration", text}});
}

void stream_output::begin(const std::string& id) {
  write({{"started", {{"id", id}}}});
}

void stream_output::end(console::exit_code code) {
  write({{"end", {{"exit_code", static_cast<int>(code)}}}});
}

std::string progress_line(double elapsed_ms) {
  return line_of({{"progress", {{"elapsed_ms", std::round(elapsed_ms)}}}});
}

} // namespace mesh::control
