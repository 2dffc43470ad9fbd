#include "runtime/console/terminal_output.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

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

int width_of(int descriptor) {
  constexpr int usual = 80;
  constexpr int narrowest = 40;
  constexpr int widest = 160;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return usual;
  return std::clamp<int>(size.ws_col, narrowest, widest);
}

} // namespace

terminal_output::terminal_output(options how) : quiet_(how.quiet) {
  auto terminal = isatty(STDOUT_FILENO) != 0;
  auto colour_wanted = !variable_set("NO_COLOR");
  style_.format = how.format;
  style_.colour = terminal && colour_wanted;
  style_.unicode = terminal && speaks_utf8();
  style_.bars = terminal;
  style_.width = width_of(STDOUT_FILENO);
  remarks_on_terminal_ = isatty(STDERR_FILENO) != 0;
  remarks_in_colour_ = remarks_on_terminal_ && colour_wanted;
}

bool terminal_output::show(const outcome& what) {
  progress({});
  auto text = what.text;
  if (!what.data.is_null())
    text += render(what.data, style_);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()
      || std::fflush(stdout) != 0)
    gone_ = true;
  return !gone_;
}

void terminal_output::remark(std::string_view text) const {
  if (!quiet_)
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void terminal_output::narrate(std::string_view text) const {
  if (quiet_ || style_.format != output_format::table)
    return;
  const char* before = remarks_in_colour_ ? "\033[1m" : "";
  const char* after = remarks_in_colour_ ? "\033[0m" : "";
  std::fprintf(stderr, "%s%.*s%s\n", before, static_cast<int>(text.size()), text.data(), after);
}

void terminal_output::progress(std::string_view text) {
  if (quiet_ || !remarks_on_terminal_ || (text.empty() && !progress_shown_))
    return;
  std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(text.size()), text.data());
  std::fflush(stderr);
  progress_shown_ = !text.empty();
}

} // namespace mesh::console
