#include "runtime/console/terminal/line_editor.hpp"

#include <unistd.h>

#include "runtime/base/interrupt.hpp"
#include "runtime/console/language/lexer.hpp"
#include "runtime/console/terminal/byte_source.hpp"
#include "runtime/console/terminal/history_file.hpp"
#include "runtime/console/terminal/terminal.hpp"

namespace mesh::console {

struct line_editor::plain_input {
  static constexpr std::size_t read_ahead = 65'536;
  byte_source bytes{STDIN_FILENO, read_ahead};
};

line_editor::line_editor(line_editor_options options) : options_(std::move(options)) {
  if (!::isatty(STDIN_FILENO)) {
    plain_ = std::make_unique<plain_input>();
    return;
  }
  terminal_ = std::make_unique<terminal>(options_);
  if (!options_.history)
    return;
  auto lines = history_file(*options_.history, options_.history_lines).load();
  if (!lines) {
    history_error_ = lines.error();
    return;
  }
  for (const auto& line : *lines)
    terminal_->add_history(line);
}

line_editor::~line_editor() = default;

bool line_editor::interactive() const {
  return terminal_ != nullptr;
}

std::optional<error> line_editor::take_history_error() {
  return std::exchange(history_error_, std::nullopt);
}

line_editor::input line_editor::read() {
  input whole = read_one(false);
  while (whole.what == event::line && is_continued(whole.line)) {
    auto more = read_one(true);
    if (more.what == event::end_of_file)
      break; // the parser says what is wrong with it
    if (more.what != event::line)
      return more;
    if (whole.line.size() + more.line.size() >= options_.longest_input)
      return {event::too_long};
    whole.line += "\n" + more.line;
  }
  if (whole.what == event::line && terminal_)
    remember(whole.line);
  return whole;
}

line_editor::input line_editor::read_one(bool continued) {
  auto one = terminal_ ? terminal_->read(continued) : read_plain();
  if (one.what == event::line && one.line.size() > options_.longest_input)
    return {event::too_long};
  return one;
}

line_editor::input line_editor::read_plain() {
  std::string line;
  bool too_long = false, anything = false;
  for (;;) {
    char byte = 0;
    auto status = plain_->bytes.next(byte);
    if (status == byte_source::status::interrupted) {
      consume_interrupt();
      return {event::interrupted};
    }
    bool ended = status == byte_source::status::end_of_file;
    if (ended && !anything)
      return {event::end_of_file};
    if (ended || byte == '\n')
      break;
    anything = true;
    too_long = too_long || line.size() >= options_.longest_input;
    if (!too_long)
      line += byte;
  }
  if (too_long)
    return {event::too_long};
  if (line.ends_with('\r'))
    line.pop_back();
  return {event::line, std::move(line)};
}

/// Continued lines are kept as one.
void line_editor::remember(const std::string& line) {
  auto words = lex(line);
  auto text = words.statements.size() == 1 ? words.statements.front().text : line;
  if (text.find_first_not_of(" \t\n\\") == std::string::npos)
    return;
  terminal_->add_history(text);
  if (!options_.history)
    return;
  auto kept = history_file(*options_.history, options_.history_lines).append(text);
  if (!kept)
    history_error_ = kept.error();
}

} // namespace mesh::console
