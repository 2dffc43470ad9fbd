#include "runtime/console/script_runner.hpp"

#include <algorithm>
#include <sstream>

#include "runtime/base/interrupt.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/commands/expect.hpp"
#include "runtime/console/commands/expected_metrics.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/session_line.hpp"
#include "runtime/console/terminal/history_file.hpp"
#include "runtime/console/terminal/line_editor.hpp"

namespace mesh::console {

namespace {

/// The comments that stand between two commands, as paragraphs to read.
class narration {
public:
  explicit narration(std::string_view source) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (source.starts_with(byte_order_mark))
      source.remove_prefix(byte_order_mark.size());
    std::istringstream lines{std::string(source)};
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with('\r'))
        line.pop_back();
      lines_.push_back(std::move(line));
    }
  }
  /// The comment after the last command.
  std::string rest() { return before(static_cast<int>(lines_.size()) + 1); }
  /// The comment before the command on this line.
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

/// A command as remarks quote it: cut where it is very long, visibly.
std::string quoted(const script_line& line) {
  constexpr std::size_t longest = 200; // characters
  auto shown = first_characters(line.text, longest);
  return std::string(shown) + (shown.size() < line.text.size() ? " ..." : "");
}

std::string place(std::string_view name, const script_line& line) {
  return std::string(name) + ":" + std::to_string(line.line) + ": " + quoted(line);
}

/// The outcome of the commands that ran, for codes and for the last remark.
struct tally {
  exit_code worst = exit_code::done;   // of all
  exit_code failure = exit_code::done; // of those that count as failures
  int ran = 0;
  int failed = 0;
  int somebody_missing = 0;

  void add(exit_code code) {
    ++ran;
    worst = worse(worst, code);
    if (code == exit_code::some_missing) {
      ++somebody_missing;
    } else if (code != exit_code::done) {
      ++failed;
      failure = worse(failure, code);
    }
  }
  /// One that failed as the next command expects it to.
  void add_expected(exit_code code) {
    ++ran;
    worst = worse(worst, code);
  }
  [[nodiscard]] exit_code code(bool strict) const { return strict ? worst : failure; }
  /// Empty when all went well.
  [[nodiscard]] std::string text() const {
    if (failed == 0 && somebody_missing == 0)
      return {};
    auto text = "ran " + std::to_string(ran) + (ran == 1 ? " command" : " commands");
    if (failed > 0)
      text += "; " + std::to_string(failed) + " failed";
    if (somebody_missing > 0)
      text += "; agents were missing in " + std::to_string(somebody_missing);
    return text;
  }
};

/// Whether a failure was meant to be seen: the command after it expects its code.
bool expected_by(const script_line* next, exit_code code) {
  if (code == exit_code::done || code == exit_code::some_missing)
    return false; // no failure
  if (next == nullptr || !next->order.is<expect_command>())
    return false;
  const auto& expect = next->order.as<expect_command>();
  return expect.metric == "last.exit_code"
         && holds(static_cast<double>(code), expect.op, expect.value);
}

/// Prints what held commands came to when they ran, and counts it.
void report_released(session& on, tally& so_far, output& out) {
  on.when_released([&](const outcome& o) {
    so_far.add(o.code);
    out.show(o); // what is lost is noticed by the next one
    auto number = o.data["was_held"]["number"].dump();
    if (o.code == exit_code::some_missing)
      out.remark("held command " + number + ": " + o.missing);
    else if (o.code != exit_code::done)
      out.remark("held command " + number + " failed with exit code "
                 + std::to_string(static_cast<int>(o.code)));
  });
}

/// The code to end with: what is still held was not done, and is named.
exit_code end_with(exit_code code, session& on, std::string_view name, output& out) {
  on.when_released({});
  if (on.held().waiting().empty())
    return code;
  out.remark(std::string(name) + ": " + std::to_string(on.held().waiting().size())
             + " held, and did not run:");
  for (const auto& [number, waiting] : on.held().waiting())
    out.remark("  " + std::to_string(number) + "  " + quoted(waiting.line));
  return worse(code, exit_code::some_missing);
}

/// One line of the console as a command; nothing when there is none, or when
/// there are problems, which are printed.
tl::expected<std::optional<script_line>, exit_code> understand(const std::string& line,
                                                               output& out) {
  auto parsed = parse_line(line);
  auto problems = parsed ? parse_problems{} : parsed.error();
  if (parsed && *parsed)
    problems = unknown_metrics(line, {**parsed});
  if (problems.empty())
    return std::move(*parsed);
  for (const auto& problem : problems) {
    auto text = format_problem(problem, line, {});
    out.complain(std::string_view(text).substr(0, text.find_last_not_of('\n') + 1));
  }
  return tl::unexpected(exit_code::usage);
}

/// As above, for a line as the editor gave it.
tl::expected<std::optional<script_line>, exit_code>
understand(const line_editor::input& typed, const script_limits& limits, output& out) {
  if (typed.what != line_editor::event::too_long)
    return understand(typed.line, out);
  out.complain("error: the line is longer than " + std::to_string(limits.bytes) + " bytes");
  return tl::unexpected(exit_code::usage);
}

/// `stop`: with the code of the command that failed; `fail`: whatever that was.
enum class afterwards { go_on, leave, stop, fail };

/// One command of a console, with what it prints. On a terminal Ctrl-C ends
/// the command, else the console, too.
afterwards execute_line(session& on, const script_line& line, bool interactive, tally& so_far,
                        output& out) {
  consume_interrupt(); // one that came before this command is not for it
  const auto [result, shown, interrupted] = run_line(on, line, out);
  if (!shown)
    return afterwards::fail;
  so_far.add(result.code);
  if (interrupted) {
    out.remark("interrupted");
    if (!interactive)
      return afterwards::fail;
  }
  if (!result.missing.empty())
    out.remark(result.missing);
  return result.quit ? afterwards::leave : afterwards::go_on;
}

/// Counts how a script's command ended and says so: whether the script goes on.
afterwards judge(session& on, const script_line& line, const script_line* next,
                 const line_end& end, std::string_view name, const script_options& how,
                 tally& so_far, output& out) {
  const auto& result = end.result;
  auto expected = expected_by(next, result.code);
  if (expected)
    so_far.add_expected(result.code);
  else
    so_far.add(result.code);
  if (end.interrupted) {
    out.remark(place(name, line) + ": interrupted; the script stops here");
    return afterwards::fail;
  }
  if (result.code == exit_code::some_missing) {
    out.remark(place(name, line) + ": " + result.missing + "; going on (exit code 3)");
  } else if (result.code != exit_code::done) {
    auto goes_on = expected || how.keep_going || on.continues_after_failure();
    out.remark(place(name, line) + ": failed with exit code "
               + std::to_string(static_cast<int>(result.code))
               + (expected  ? ", as expected next"
                  : goes_on ? "; going on as told"
                            : "; the script stops here"));
    if (!goes_on)
      return afterwards::stop;
  }
  return result.quit ? afterwards::leave : afterwards::go_on;
}

} // namespace

exit_code run_script(session& on, std::string_view source, std::string_view name,
                     const std::vector<script_line>& commands, const script_options& how,
                     output& out) {
  narration story(source);
  tally so_far;
  on.name_script(name);
  report_released(on, so_far, out);
  auto then = afterwards::go_on;
  for (std::size_t i = 0; i < commands.size() && then == afterwards::go_on; ++i) {
    const auto& line = commands[i];
    auto said = story.before(line.line);
    if (!said.empty())
      said.insert(0, "\n");
    out.narrate(said + "mesh> " + quoted(line));
    const auto* next = i + 1 < commands.size() ? &commands[i + 1] : nullptr;
    const auto end =
        run_line(on, line, out, [&](exit_code code) { return expected_by(next, code); });
    if (!end.shown)
      return end_with(exit_code::failed, on, name, out);
    then = judge(on, line, next, end, name, how, so_far, out);
    if (then == afterwards::stop)
      return end_with(end.result.code, on, name, out);
    if (then == afterwards::fail)
      return end_with(exit_code::failed, on, name, out);
  }
  if (auto said = story.rest(); then == afterwards::go_on && !said.empty())
    out.narrate("\n" + said);
  on.run_held();
  if (auto text = so_far.text(); !text.empty())
    out.remark(std::string(name) + ": " + text);
  return end_with(so_far.code(how.strict), on, name, out);
}

exit_code run_console(session& on, const script_options& how, output& out,
                      const script_limits& limits) {
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
  tally so_far;
  report_released(on, so_far, out);
  for (;;) {
    on.run_held(); // at a prompt that waits nothing runs: it would print into what is typed
    auto input = editor.read();
    if (auto trouble = editor.take_history_error())
      out.remark(to_string(*trouble));
    if (input.what == line_editor::event::end_of_file)
      break;
    if (input.what == line_editor::event::interrupted) {
      if (editor.interactive())
        continue;
      out.complain("interrupted");
      return end_with(exit_code::failed, on, "console", out);
    }
    auto line = understand(input, limits, out);
    if (!line)
      so_far.add(line.error());
    if (!line || !*line)
      continue;
    auto then = execute_line(on, **line, editor.interactive(), so_far, out);
    if (then == afterwards::fail)
      return end_with(exit_code::failed, on, "console", out);
    if (then == afterwards::leave)
      break;
  }
  auto code = end_with(so_far.code(how.strict), on, "console", out);
  return editor.interactive() ? exit_code::done : code;
}

} // namespace mesh::console
