#include "runtime/cli/dev.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "config/loader.hpp"
#include "runtime/base/file_io.hpp"
#include "runtime/base/hangup_watch.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/process_log.hpp"
#include "runtime/base/process_memory.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/calls/model_client.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/reported_output.hpp"
#include "runtime/cli/url_calls.hpp"
#include "runtime/console/commands/expected_metrics.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/script_runner.hpp"
#include "runtime/console/terminal/script_source.hpp"
#include "runtime/console/terminal_output.hpp"

namespace mesh {

namespace {

using console::exit_code;

int to_int(exit_code code) {
  return static_cast<int>(code);
}

void print_error(const std::string& text) {
  std::fprintf(stderr, "error: %s\n", printable_lines(text).c_str());
}

struct script {
  std::string name;
  std::string source;
  std::vector<console::script_line> commands;
};

/// The script to run, wholly parsed, or nothing for the console. Problems are
/// printed; nothing has run then.
tl::expected<std::optional<script>, exit_code>
find_script(const dev_options& options, const console::script_limits& limits) {
  script s;
  if (!options.commands.empty()) {
    s.name = "command";
    for (const auto& c : options.commands)
      s.source += c + "\n";
  } else if (!options.script_file.empty()) {
    s.name = options.script_file == "-" ? "stdin" : options.script_file;
    auto source = console::read_script(options.script_file, limits.bytes);
    if (!source) {
      print_error(source.error().detail);
      return tl::unexpected(exit_code::usage);
    }
    s.source = std::move(*source);
  } else {
    return std::nullopt;
  }
  auto parsed = console::parse_script(s.source, limits);
  auto problems = parsed ? console::unknown_metrics(s.source, *parsed) : parsed.error();
  if (!problems.empty()) {
    for (const auto& problem : problems)
      std::fputs(format_problem(problem, s.source, s.name).c_str(), stderr);
    std::fprintf(stderr, "%zu problem%s; nothing was run\n", problems.size(),
                 problems.size() == 1 ? "" : "s");
    return tl::unexpected(exit_code::usage);
  }
  s.commands = std::move(*parsed);
  return s;
}

/// Draws how long the present command has been running, once it takes a while.
class stopwatch {
public:
  explicit stopwatch(console::terminal_output& out) : out_(out) {}
  void begin() { began_ = drawn_ = std::chrono::steady_clock::now(); }
  void look() {
    constexpr double worth_showing_ms = 700;
    constexpr double redraw_ms = 100; // in virtual time this is called very often
    auto now = std::chrono::steady_clock::now();
    auto ms = to_ms(now - began_);
    if (ms < worth_showing_ms || to_ms(now - drawn_) < redraw_ms)
      return;
    drawn_ = now;
    char text[64];
    std::snprintf(text, sizeof text, "working ... %.1f s (Ctrl-C cancels)", ms / 1'000);
    out_.progress(text);
  }

private:
  console::terminal_output& out_;
  time_point began_ = std::chrono::steady_clock::now();
  time_point drawn_ = began_;
};

/// `3 sectors`, `1 sector`.
std::string counted(int many, const char* of) {
  return std::to_string(many) + ' ' + of + (many == 1 ? "" : "s");
}

/// The script, with a report of it where one is wanted.
exit_code run_reported(console::session& session, const script& what,
                       const console::script_options& how, const dev_options& options,
                       console::terminal_output& out) {
  const auto& file = options.report.second;
  if (file.empty())
    return run_script(session, what.source, what.name, what.commands, how, out);
  console::junit_report report(what.name);
  reported_output both(out, report);
  const auto code = run_script(session, what.source, what.name, what.commands, how, both);
  if (auto written = storage::replace_file(file, report.xml(what.source)); !written) {
    print_error(to_string(written.error()));
    return console::worse(code, exit_code::failed);
  }
  return code;
}

bool at_terminal(const dev_options& options) {
  return options.commands.empty() && options.script_file.empty() && ::isatty(STDIN_FILENO) != 0;
}

/// Certificates may be new.
void reload(const std::vector<reachable>& doors) {
  for (const auto& door : doors) {
    if (!door.reload)
      continue;
    if (auto read = door.reload(); !read)
      spdlog::error("certificates were not reloaded: {}", to_string(read.error()));
    else
      spdlog::info("certificates reloaded; new connections use them");
  }
}

/// For others, until somebody ends it.
void stay(console::terminal_output& out) {
  if (auto handled = install_interrupt_handler(SIGTERM); !handled)
    return print_error(to_string(handled.error()));
  out.remark("serving until SIGINT or SIGTERM");
  while (!consume_interrupt()) {
    pollfd watched{interrupt_descriptor(), POLLIN, 0};
    ::poll(&watched, 1, -1);
  }
}

/// `kept`: false afterwards when conflicts were lost because the disk did not take them.
int play(const dev_options& options, bool& kept) {
  config cfg;
  if (!options.config_file.empty()) {
    auto loaded = load_config_file(options.config_file);
    if (!loaded) {
      for (const auto& problem : loaded.error())
        print_error(options.config_file + ": " + to_string(problem));
      return to_int(exit_code::usage);
    }
    cfg = std::move(*loaded);
  }
  if (options.seed)
    cfg.simulation.seed = *options.seed;
  console::script_limits limits{static_cast<std::size_t>(cfg.limits.script_bytes),
                                cfg.limits.script_commands};
  auto script = find_script(options, limits);
  if (!script)
    return to_int(script.error());
  bound_memory(cfg.runtime);
  set_up_log(cfg.runtime);
  std::signal(SIGPIPE, SIG_IGN); // a closed stdout is noticed where it is written
  if (auto handled = install_interrupt_handler(); !handled)
    print_error(to_string(handled.error()));

  console::terminal_output out({options.format, options.quiet, colour_of(options.colour)});
  stopwatch watch(out);
  mesh_options how;
  how.virtual_time = options.virtual_time;
  how.data = options.data;
  how.lost = [&kept](std::uint64_t) {
    kept = false;
  };
  how.effects = options.effects;
  how.calls = calls_signed_by(options.key, options.callbacks);
  how.model = calls::model_client::start;
  how.interrupted = [&watch] {
    if (interrupted_by_terminal())
      watch.look();
    return interrupt_pending();
  };
  try {
    auto began = std::chrono::steady_clock::now();
    local_mesh mesh(std::move(cfg), std::move(how));
    const auto up_ms = to_ms(std::chrono::steady_clock::now() - began);
    out.remark(counted(mesh.who().agents(), "agent") + " in "
               + counted(mesh.who().clusters(), "cluster") + " and "
               + counted(mesh.cfg().topology.sectors, "sector") + ", up in "
               + std::to_string(std::lround(up_ms)) + " ms");
    if (options.key->in_use()) // nobody but calls has asked for it so far
      out.remark(about_calls(*options.key));
    std::vector<reachable> doors; // they close before the mesh ends
    for (const auto& open : options.open) {
      auto opened = open(mesh);
      if (!opened) {
        print_error(to_string(opened.error()));
        return to_int(console::code_of(opened.error()));
      }
      if (!opened->alive)
        continue;
      out.remark(opened->where);
      doors.push_back(std::move(*opened));
    }
    std::optional<hangup_watch> certificates; // ends before the doors
    if (!doors.empty())
      certificates.emplace([&doors] { reload(doors); });
    console::session session(mesh, [&watch] { watch.begin(); });
    session.allow_files();
    console::script_options how_to_run{options.keep_going, options.strict};
    auto code = *script ? run_reported(session, **script, how_to_run, options, out)
                        : run_console(session, how_to_run, out, limits);
    if (std::ranges::any_of(doors, &reachable::keeps_going) && code == exit_code::done
        && !at_terminal(options))
      stay(out);
    if (auto lost = out.lost_results(); lost == EPIPE) {
      constexpr int closed_pipe = 128 + SIGPIPE; // what a shell reports for others
      return closed_pipe;
    } else if (lost != 0) {
      print_error(std::string("cannot write to stdout: ") + std::strerror(lost));
      return to_int(exit_code::failed);
    }
    return to_int(code);
  } catch (const mesh_failure& failure) {
    print_error(to_string(failure.why()));
    return to_int(console::code_of(failure.why()));
  }
}

} // namespace

int run_dev(const dev_options& options) {
  auto kept = true;
  const auto code = play(options, kept);
  return kept || code != to_int(exit_code::done) ? code : to_int(exit_code::failed);
}

} // namespace mesh
