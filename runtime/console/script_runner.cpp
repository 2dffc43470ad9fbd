#include "runtime/console/script_runner.hpp"

#include <sstream>

#include "runtime/console/history_file.hpp"
#include "runtime/console/interrupt.hpp"
#include "runtime/console/line_editor.hpp"
#include "runtime/console/parser.hpp"

namespace mesh::console {

namespace {

/// The comments that stand between two commands, as paragraphs to read.
class narration {
public:
  explicit narration(std::string_view source) {
    std::istringstream lines{std::string(source)};
    for (std::string line; std::getline(lines, line);)
      lines_.push_back(line);
  }
  /// What is said before the command on this line.
  std::string before(int line) {
    std::string text;
    for (; next_ < line - 1 && next_ < static_cast<int>(lines_.size()); ++next_) {
      const auto& said = lines_[static_cast<std::size_t>(next_)];
      auto start = said.find_first_not_of(" \t");
      if (start != said.npos && said[start] == '#')
        text += said.substr(start) + "\n";
    }
    next_ = std::max(next_, line);
    return text;
  }

private:
  std::vector<std::string> lines_;
  int next_ = 0;
};

std::string place(std::string_view name, const script_line& line) {
  return std::string(name) + ":" + std::to_string(line.line) + ": " + line.text;
}

} // namespace

exit_code run_script(session& on, std::string_view source, std::string_view name,
                     const std::vector<script_line>& commands, const script_options& how,
                     terminal_output& out) {
  narration story(source);
  auto worst = exit_code::done;   // strict: of all
  auto failure = exit_code::done; // of those that count as failures
  int went_on_without = 0;
  for (const auto& line : commands) {
    auto said = story.before(line.line);
    if (!said.empty())
      said.insert(0, "\n");
    out.narrate(said + "mesh> " + line.text);
    auto result = on.execute(line.what);
    if (!out.show(result))
      return exit_code::failed;
    worst = worse(worst, result.code);
    if (consume_interrupt()) {
      out.remark(place(name, line) + ": interrupted; the script stops here");
      return exit_code::failed;
    }
    if (result.quit)
      break;
    if (result.code == exit_code::some_missing) {
      ++went_on_without;
      out.remark(place(name, line) + ": " + result.missing + "; going on (exit code 3)");
    } else if (result.code != exit_code::done) {
      failure = worse(failure, result.code);
      auto goes_on = how.keep_going || on.continues_after_failure();
      out.remark(place(name, line) + ": failed with exit code "
                 + std::to_string(static_cast<int>(result.code))
                 + (goes_on ? "; going on as told" : "; the script stops here"));
      if (!goes_on)
        return result.code;
    }
  }
  if (went_on_without > 0)
    out.remark(std::string(name) + ": came through; somebody was missing in "
               + std::to_string(went_on_without) + " of " + std::to_string(commands.size())
               + " commands");
  return how.strict ? worst : failure;
}

exit_code run_console(session& on, terminal_output& out, const script_limits& limits) {
  line_editor_options options;
  options.longest_input = limits.bytes;
  if (auto path = history_file::default_path())
    options.history = *path;
  options.complete = [&](std::string_view line, std::size_t cursor) {
    return completions(line, cursor, on.completion());
  };
  line_editor editor(std::move(options));
  if (editor.interactive())
    out.remark("`help` lists the commands, Ctrl-D leaves.");
  auto worst = exit_code::done;
  for (;;) {
    auto input = editor.read();
    if (auto trouble = editor.take_history_error())
      out.remark(to_string(*trouble));
    if (input.what == line_editor::event::end_of_file)
      break;
    if (input.what == line_editor::event::interrupted)
      continue;
    if (input.what == line_editor::event::too_long) {
      out.remark("error: the line is longer than " + std::to_string(limits.bytes) + " bytes");
      worst = worse(worst, exit_code::usage);
      continue;
    }
    auto line = parse_line(input.line);
    if (!line) {
      for (const auto& problem : line.error())
        out.remark(format_problem(problem, input.line, {}));
      worst = worse(worst, exit_code::usage);
      continue;
    }
    if (!*line)
      continue;
    consume_interrupt(); // one that came before this command is not for it
    auto result = on.execute((*line)->what);
    if (!out.show(result))
      return exit_code::failed;
    if (consume_interrupt())
      out.remark("interrupted");
    if (!result.missing.empty())
      out.remark(result.missing);
    if (result.quit)
      break;
    if (result.code != exit_code::some_missing)
      worst = worse(worst, result.code);
  }
  return editor.interactive() ? exit_code::done : worst;
}

} // namespace mesh::console
