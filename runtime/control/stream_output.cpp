#include "runtime/control/stream_output.hpp"

#include <cmath>

#include "runtime/base/visible.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::control {

using json = nlohmann::ordered_json;

namespace {

std::string line_of(const json& what) {
  return json_text(what) + "\n";
}

/// A line that may be long: what has tens of thousands of rows is never there as a
/// whole text, nor a second time as values.
class piecewise {
public:
  piecewise(exchange& to, std::size_t& count) : to_(to), count_(count) {}

  void add(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= most_waiting)
      flush();
  }
  /// The elements of a list in an object one by one.
  void add_value(const json& value) {
    if (!value.is_object())
      return add(json_text(value));
    add("{");
    auto first = true;
    for (const auto& [key, inside] : value.items()) {
      add((first ? "" : ",") + json_text(key) + ":");
      first = false;
      if (inside.is_array())
        add_list(inside);
      else
        add(json_text(inside));
    }
    add("}");
  }
  bool flush() {
    count_ += waiting_.size();
    there_ = there_ && to_.write(waiting_);
    waiting_.clear();
    return there_;
  }

private:
  static constexpr std::size_t most_waiting = 65'536;

  void add_list(const json& list) {
    add("[");
    for (std::size_t i = 0; i < list.size() && there_; ++i)
      add((i == 0 ? "" : ",") + json_text(list[i]));
    add("]");
  }

  exchange& to_;
  std::size_t& count_;
  std::string waiting_;
  bool there_ = true;
};

} // namespace

bool stream_output::write(const json& line) {
  const auto text = line_of(line);
  bytes_ += text.size();
  return to_.write(text);
}

/// The looks of this result as text; none: the operator draws it there.
std::optional<console::render_style>
stream_output::style_for(const console::outcome& what) const {
  const auto by_line = what.format && what.format != console::output_format::json
                       && what.format != console::output_format::jsonl;
  if (!text_ && !what.format)
    return std::nullopt;
  auto style = text_.value_or(console::render_style{});
  if (!text_ || by_line)
    style.bars = text_ && text_->bars;
  style.format = what.format.value_or(style.format);
  style.headers = what.headers;
  return style;
}

bool stream_output::show(const console::outcome& what) {
  const auto style = style_for(what);
  const auto has_text =
      style && style->format == console::output_format::table && !what.text.empty();
  if (what.data.is_null() && !has_text)
    return !to_.gone();
  piecewise line(to_, bytes_);
  line.add("{");
  // Where the line itself says how it is shown, rows travel once: as text.
  if (what.format && what.data.is_object()) {
    auto frame = what.data;
    frame.erase("rows");
    line.add("\"result\":");
    line.add_value(frame);
  } else if (!what.data.is_null()) {
    line.add("\"result\":");
    line.add_value(what.data);
  }
  if (style) {
    line.add(what.data.is_null() ? "\"text\":" : ",\"text\":");
    line.add(json_text(has_text ? console::fitted(what.text, *style)
                                : console::render(what.data, *style)));
  }
  if (!what.watched.empty())
    line.add(",\"watched\":" + json_text(what.watched));
  line.add("}\n");
  return line.flush();
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
