#include "runtime/cli/talk_loop.hpp"

#include <cstdio>

#include "runtime/base/standard_streams.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/terminal/line_editor.hpp"

namespace mesh {

namespace {

constexpr std::size_t longest_line = 65'536; // the mesh has its own bound, and names it

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

bool ends(const std::string& line) {
  return line == "quit" || line == "exit" || line == "bye";
}

} // namespace

int talk_with(const control::endpoint& whom, const control::remote_script& how) {
  console::line_editor_options options;
  options.prompt = "> ";
  options.longest_input = longest_line;
  console::line_editor editor(std::move(options));
  if (editor.interactive() && !how.quiet)
    std::fputs("Ask or wish in plain words; `quit` or Ctrl-D leaves.\n", stderr);
  int code = 0;
  for (;;) {
    const auto input = editor.read();
    if (input.what == console::line_editor::event::end_of_file || ends(input.line))
      break;
    if (input.what == console::line_editor::event::interrupted) {
      if (editor.interactive())
        continue;
      return 1;
    }
    if (input.what == console::line_editor::event::too_long) {
      std::fputs("error: the sentence is too long\n", stderr);
      code = 2;
      continue;
    }
    if (is_blank(input.line))
      continue;
    auto one = how;
    one.quiet = true; // the sentence stands above its answer already
    one.source = console::join_words({"talk", input.line});
    if (const auto ended = control::run_elsewhere(whom, one); ended != 0)
      code = ended;
    if (!flush_stdout())
      return 1; // nobody reads the answers any more
  }
  return editor.interactive() ? 0 : code;
}

} // namespace mesh
