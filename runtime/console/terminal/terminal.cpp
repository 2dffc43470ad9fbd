#include "runtime/console/terminal/terminal.hpp"

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <histedit.h>
#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runtime/base/interrupt.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/terminal/byte_source.hpp"
#include "runtime/console/terminal/wide.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t most_listed = 100; // candidates shown at once

/// libedit draws by the locale's character set; without UTF-8 it would show
/// every other letter as an escape.
void use_utf8() {
  std::setlocale(LC_CTYPE, "");
  if (std::string_view(::nl_langinfo(CODESET)) != "UTF-8")
    std::setlocale(LC_CTYPE, "C.UTF-8");
}

int columns_of(std::FILE* out) {
  winsize size{};
  return ::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void print_candidates(std::FILE* out, const completion_list& list) {
  auto shown = std::min(list.candidates.size(), most_listed);
  std::size_t widest = 0;
  for (std::size_t i = 0; i < shown; ++i)
    widest = std::max(widest, list.candidates[i].text.size() + 2);
  auto across = std::max<std::size_t>(1, static_cast<std::size_t>(columns_of(out)) / widest);
  std::string text = "\n";
  for (std::size_t i = 0; i < shown; ++i) {
    auto cell = printable(list.candidates[i].text);
    bool last = (i + 1) % across == 0 || i + 1 == shown;
    cell.append(last ? 0 : widest - std::min(widest, cell.size()), ' ');
    text.append(cell).append(last ? "\n" : "");
  }
  if (shown < list.candidates.size())
    text += count_of(static_cast<double>(shown), static_cast<double>(list.candidates.size()))
            + " shown\n";
  std::fputs(text.c_str(), out);
}

} // namespace

struct terminal::state {
  const line_editor_options& options;
  std::FILE* out;
  byte_source bytes{STDIN_FILENO};
  std::wstring prompt;
  bool interrupted = false;
  EditLine* edit = nullptr;
  HistoryW* history = nullptr;

  static state& of(EditLine* edit) {
    void* self = nullptr;
    el_wget(edit, EL_CLIENTDATA, &self);
    return *static_cast<state*>(self);
  }

  static wchar_t* give_prompt(EditLine* edit) { return of(edit).prompt.data(); }

  /// libedit's way to a character: 1 for one, 0 at the end, -1 on an error.
  static int give_character(EditLine* edit, wchar_t* into) {
    auto& self = of(edit);
    std::string bytes;
    for (;;) {
      char byte = 0;
      switch (self.bytes.next(byte)) {
      case byte_source::status::end_of_file:
        return 0;
      case byte_source::status::interrupted:
        self.interrupted = true;
        return -1;
      case byte_source::status::byte:
        break;
      }
      bytes += byte;
      if (utf8_length(bytes) == bytes.size()) {
        *into = to_wide(bytes).front();
        return 1;
      }
      if (bytes.size() == 4) // no UTF-8: dropped, as a terminal sends none
        bytes.clear();
    }
  }

  static unsigned char complete(EditLine* edit, int) {
    auto& self = of(edit);
    const auto* line = el_wline(edit);
    auto before =
        to_utf8({line->buffer, static_cast<std::size_t>(line->cursor - line->buffer)});
    if (!self.options.complete)
      return CC_REFRESH_BEEP;
    auto list = self.options.complete(before, before.size());
    if (list.candidates.empty())
      return CC_REFRESH_BEEP;
    auto typed = before.size() - std::min(list.start, before.size());
    auto more = common_prefix(list).substr(std::min(typed, common_prefix(list).size()));
    bool only_one = list.candidates.size() == 1;
    if (only_one && list.candidates.front().complete)
      more += ' ';
    if (!more.empty())
      return el_winsertstr(edit, to_wide(more).c_str()) == 0 ? CC_REFRESH : CC_REFRESH_BEEP;
    if (only_one)
      return CC_REFRESH_BEEP;
    print_candidates(self.out, list);
    return CC_REDISPLAY;
  }
};

terminal::terminal(const line_editor_options& options)
    : state_(new state{options, ::isatty(STDOUT_FILENO) ? stdout : stderr}) {
  use_utf8();
  state_->edit = el_init("mesh", stdin, state_->out, stderr);
  state_->history = history_winit();
  auto* edit = state_->edit;
  HistEventW event;
  history_w(state_->history, &event, H_SETSIZE, static_cast<int>(options.history_lines));
  history_w(state_->history, &event, H_SETUNIQUE, 1);
  el_wset(edit, EL_CLIENTDATA, state_.get());
  el_wset(edit, EL_SIGNAL, 0); // Ctrl-C is ours
  el_wset(edit, EL_EDITOR, L"emacs");
  el_wset(edit, EL_PROMPT, state::give_prompt);
  el_wset(edit, EL_HIST, history_w, state_->history);
  el_wset(edit, EL_ADDFN, L"mesh-complete", L"complete the word", state::complete);
  el_wset(edit, EL_BIND, L"^I", L"mesh-complete", nullptr);
  el_wset(edit, EL_BIND, L"^R", L"em-inc-search-prev", nullptr);
  el_wset(edit, EL_BIND, L"^W", L"ed-delete-prev-word", nullptr);
  el_wset(edit, EL_GETCFN, state::give_character);
}

terminal::~terminal() {
  el_end(state_->edit);
  history_wend(state_->history);
}

line_editor::input terminal::read(bool continued) {
  const auto& options = state_->options;
  state_->prompt = to_wide(continued ? options.more_prompt : options.prompt);
  state_->interrupted = false;
  el_resize(state_->edit);
  el_wset(state_->edit, EL_PREP_TERM, 1); // before the prompt says that it listens
  int count = 0;
  const auto* line = el_wgets(state_->edit, &count);
  if (state_->interrupted) {
    consume_interrupt();
    el_reset(state_->edit);
    std::fputs("\n", state_->out);
    std::fflush(state_->out);
    return {line_editor::event::interrupted};
  }
  if (!line || count <= 0) {
    std::fputs("\n", state_->out); // what comes next starts on a line of its own
    std::fflush(state_->out);
    return {line_editor::event::end_of_file};
  }
  auto text = to_utf8({line, static_cast<std::size_t>(count)});
  while (text.ends_with('\n') || text.ends_with('\r'))
    text.pop_back();
  return {line_editor::event::line, std::move(text)};
}

void terminal::add_history(const std::string& line) {
  HistEventW event;
  history_w(state_->history, &event, H_ENTER, to_wide(line).c_str());
}

} // namespace mesh::console
