#include "runtime/control/remote_script.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

#include <nlohmann/json.hpp>

#include "runtime/base/file_io.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/shared/junit_report.hpp"
#include "runtime/console/terminal_output.hpp"
#include "runtime/control/command_request.hpp"

namespace mesh::control {

namespace {

using console::exit_code;
using json = nlohmann::ordered_json;
using clock = std::chrono::steady_clock;

constexpr int closed_pipe = 128 + SIGPIPE; // what a shell reports for others

void complain(const std::string& text) {
  std::fprintf(stderr, "error: %s\n", printable_lines(text).c_str());
}

/// The lines of an answer, on their way to the terminal.
class relay {
public:
  relay(console::terminal_output& out, console::junit_report* report)
      : out_(out), report_(report) {}

  /// False when it is no use to go on.
  bool take(std::string_view text) {
    const auto line = json::parse(text, nullptr, false);
    if (!line.is_object())
      return true; // of a newer mesh, perhaps
    if (line.contains("remark"))
      say(line["remark"], [&](auto& said) { out_.remark(said); });
    if (line.contains("narration"))
      say(line["narration"], [&](auto& said) { out_.narrate(said); });
    if (line.contains("progress"))
      progress(line["progress"]);
    if (line.contains("started"))
      id_ = line["started"].value("id", "");
    if (line.contains("end"))
      code_ = line["end"].value("exit_code", static_cast<int>(exit_code::failed));
    return show(line);
  }
  [[nodiscard]] const std::optional<int>& code() const { return code_; }
  [[nodiscard]] std::string cancel_path() const {
    return id_.empty() ? "" : "/v1/commands/" + id_;
  }

private:
  template <class F>
  void say(const json& what, F&& how) {
    if (!what.is_string())
      return;
    out_.progress({});
    how(what.get_ref<const std::string&>());
  }
  bool show(const json& line) {
    const auto result = line.value("result", json());
    if (report_ != nullptr && result.is_object())
      report_->add(result, std::chrono::duration<double>(clock::now() - began_).count());
    const auto watched = line.value("watched", std::string());
    if (!line.contains("text") && watched.empty())
      return !line.contains("result") || out_.show_result(result);
    const auto text = line.contains("text") && line["text"].is_string()
                          ? line["text"].get<std::string>()
                          : console::render(result, out_.style());
    const auto shown = watched.empty() ? out_.print(text) : out_.show_look(watched, text);
    if (result.is_object())
      out_.complain_of(result);
    return shown;
  }
  void progress(const json& what) {
    constexpr double worth_showing_ms = 700;
    const auto ms = what.is_object() ? what.value("elapsed_ms", 0.0) : 0.0;
    if (ms < worth_showing_ms)
      return;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "working ... %.1f s (Ctrl-C cancels)", ms / 1'000);
    out_.progress(text.data());
  }

  console::terminal_output& out_;
  console::junit_report* report_;
  clock::time_point began_ = clock::now();
  std::string id_;
  std::optional<int> code_;
};

/// The problems of a script, as the parser here would print them.
int show_problems(const json& body) {
  const auto problems = body.value("problems", json::array());
  for (const auto& p : problems)
    std::fputs(p.value("text", "").c_str(), stderr);
  std::fprintf(stderr, "%zu problem%s; nothing was run\n", problems.size(),
               problems.size() == 1 ? "" : "s");
  return static_cast<int>(exit_code::usage);
}

/// An answer that is no stream: what is wrong.
int refused(const reply& got) {
  const auto body = json::parse(got.body, nullptr, false);
  if (!body.is_object()) {
    complain("the mesh answers with status " + std::to_string(got.status));
    return static_cast<int>(exit_code::failed);
  }
  if (got.status == 422)
    return show_problems(body);
  const auto told = body.value("error", json::object());
  complain(to_string(error{errc_of(told.value("code", "")), told.value("detail", ""),
                           told.value("remedy", "")}));
  const auto denied = got.status == 403 || got.status == 401;
  return static_cast<int>(denied ? exit_code::denied : exit_code::failed);
}

/// The texts of the files that its commands name. A script that is not well formed has none:
/// the mesh says what is wrong with it.
tl::expected<std::map<std::string, std::string>, error> files_of(const std::string& source) {
  std::map<std::string, std::string> files;
  const auto lines = console::parse_script(source);
  std::size_t room = most_files_bytes;
  for (std::size_t i = 0; lines && i < lines->size(); ++i) {
    const auto* spec = console::spec_of((*lines)[i].order);
    if (spec == nullptr || spec->file == nullptr)
      continue;
    auto name = spec->file((*lines)[i].order);
    if (files.contains(name))
      continue;
    auto text = storage::read_file(name, room);
    if (!text)
      return tl::unexpected(text.error());
    room -= text->size();
    files.emplace(std::move(name), *std::move(text));
  }
  return files;
}

int failed(const error& why) {
  complain(to_string(why));
  return static_cast<int>(why.code == errc::denied ? exit_code::denied : exit_code::failed);
}

} // namespace

int run_elsewhere(const endpoint& whom, const remote_script& what) {
  std::signal(SIGPIPE, SIG_IGN); // a closed stdout is noticed where it is written
  if (auto handled = install_interrupt_handler(); !handled)
    complain(to_string(handled.error()));
  console::terminal_output out({what.format, what.quiet, what.paint});
  std::optional<console::junit_report> report;
  if (!what.report.empty())
    report.emplace(what.name);
  auto files = files_of(what.source);
  if (!files)
    return failed(files.error());
  command_request asked{what.source, what.name, what.keep_going,
                        what.strict, {},        *std::move(files)};
  if (what.format == console::output_format::table)
    asked.text = out.style();
  relay lines(out, report ? &*report : nullptr);
  const listener during{[&](std::string_view line) { return lines.take(line); },
                        [] { return consume_interrupt(); },
                        [&] {
                          return lines.cancel_path();
                        }};
  const auto got = ask(whom, {"POST", "/v1/commands", write_command_request(asked)}, during);
  out.progress({});
  if (report)
    if (auto written = storage::replace_file(what.report, report->xml(what.source)); !written)
      return failed(written.error());
  if (const auto lost = out.lost_results(); lost == EPIPE) {
    return closed_pipe;
  } else if (lost != 0) {
    complain(std::string("cannot write to stdout: ") + std::strerror(lost));
    return static_cast<int>(exit_code::failed);
  }
  if (!got)
    return failed(got.error());
  if (got->status != 200)
    return refused(*got);
  if (lines.code())
    return *lines.code();
  complain("the answer of the mesh has no end: what the command did is not known");
  return static_cast<int>(exit_code::failed);
}

} // namespace mesh::control
