#include "runtime/console/terminal_output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

namespace {

bool variable_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool speaks_utf8() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (variable_set(name)) {
      std::string_view value = std::getenv(name);
      return value.find("UTF-8") != value.npos || value.find("utf8") != value.npos;
    }
  return false;
}

bool knows_escapes() {
  return variable_set("TERM") && std::string_view(std::getenv("TERM")) != "dumb";
}

void print_line(std::string_view text) {
  const auto shown = printable_lines(text) + '\n';
  std::fwrite(shown.data(), 1, shown.size(), stderr);
}

int width_of(int descriptor) {
  constexpr int usual = 80;
  constexpr int narrowest = 40;
  constexpr int widest = 250;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return usual;
  return std::clamp<int>(size.ws_col, narrowest, widest);
}

/// Lines of the terminal; 0: unknown.
int rows_of(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

bool is_for_people(output_format format) {
  return format != output_format::json && format != output_format::jsonl;
}

} // namespace

terminal_output::terminal_output(options how) : quiet_(how.quiet) {
  auto terminal = isatty(STDOUT_FILENO) != 0;
  auto colour_wanted = !variable_set("NO_COLOR") && knows_escapes();
  style_.format = how.format;
  const auto colour_of = [&](bool there) {
    return how.paint == colour::always
           || (how.paint == colour::automatic && there && colour_wanted);
  };
  style_.colour = colour_of(terminal);
  style_.unicode = terminal && speaks_utf8();
  style_.bars = terminal;
  style_.width = width_of(STDOUT_FILENO);
  const auto remarks_on_terminal = isatty(STDERR_FILENO) != 0;
  remarks_on_terminal_ = remarks_on_terminal;
  draws_over_ = remarks_on_terminal && knows_escapes();
  remarks_in_colour_ = colour_of(remarks_on_terminal);
}

bool terminal_output::show(const outcome& what) {
  auto style = style_;
  style.width = width_of(STDOUT_FILENO);
  style.format = what.format.value_or(style_.format);
  style.headers = style_.headers && what.headers;
  std::string text;
  if (is_for_people(style.format) && !what.text.empty())
    text = fitted(what.text, style);
  else if (!what.data.is_null())
    text = render(what.data, style);
  looking_ = false;
  const auto shown = what.watched.empty() ? print(text) : show_look(what.watched, text);
  if (!what.data.is_null())
    complain_of(what.data);
  return shown;
}

bool terminal_output::show_result(const nlohmann::ordered_json& result) {
  const auto shown = print(render(result, style_));
  complain_of(result);
  return shown;
}

void terminal_output::complain_of(const nlohmann::ordered_json& result) {
  auto style = style_;
  style.format = output_format::table;
  style.colour = remarks_in_colour_;
  style.bars = remarks_on_terminal_;
  style.width = width_of(STDERR_FILENO);
  const auto text = fitted(complaint_of(result, style), style);
  progress({});
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool terminal_output::show_look(const std::string& title, const std::string& text) {
  const auto redraws = style_.bars && knows_escapes();
  looking_ = redraws;
  return print(redraws ? looks_.redrawn(title, text, rows_of(STDOUT_FILENO))
                       : looks_.changed_lines(text));
}

bool terminal_output::print(std::string_view text) {
  progress({});
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()
      || std::fflush(stdout) != 0)
    lost_results_ = errno;
  return lost_results_ == 0;
}

void terminal_output::complain(std::string_view text) {
  print_line(text);
}

void terminal_output::remark(std::string_view text) {
  if (!quiet_)
    print_line(text);
}

void terminal_output::narrate(std::string_view text) {
  if (quiet_ || style_.format != output_format::table)
    return;
  const char* before = remarks_in_colour_ ? "\033[1m" : "";
  const char* after = remarks_in_colour_ ? "\033[0m" : "";
  std::fprintf(stderr, "%s%s%s\n", before, printable_lines(text).c_str(), after);
}

void terminal_output::progress(std::string_view text) {
  if (quiet_ || !draws_over_ || looking_ || (text.empty() && !progress_shown_))
    return;
  std::fputs("\r\033[K", stderr);
  if (!text.empty()) // an empty view may point nowhere
    std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  progress_shown_ = !text.empty();
}

} // namespace mesh::console
