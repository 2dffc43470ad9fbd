// The editor in a process of its own: on a pseudo-terminal, as a person sees
// it, and on a pipe.
#include "runtime/console/terminal/line_editor.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/interrupt.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pseudo_terminal.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

/// What the child does: answers every line with `got:<line>`.
[[noreturn]] void echo_lines(const std::filesystem::path& history) {
  ::setenv("TERM", "xterm", 1);
  ::unsetenv("LC_ALL");
  ::setenv("LANG", "C", 1); // UTF-8 has to work all the same
  bool caught = install_interrupt_handler().has_value();
  line_editor_options options;
  options.history = history;
  options.longest_input = 1'000;
  options.complete = [](std::string_view line, std::size_t cursor) {
    return completions(line, cursor, {2, 2, 2, {"observe"}, {}});
  };
  line_editor editor(options);
  for (;;) {
    auto input = editor.read();
    switch (input.what) {
    case line_editor::event::end_of_file:
      std::printf("end\n");
      std::fflush(stdout);
      ::_exit(caught ? 0 : 1);
    case line_editor::event::interrupted:
      std::printf("interrupted\n");
      break;
    case line_editor::event::too_long:
      std::printf("too long\n");
      break;
    case line_editor::event::line:
      std::printf("got:%s;\n", input.line.c_str());
      break;
    }
    std::fflush(stdout);
  }
}

/// The editor on a terminal of its own, with a history that outlives it.
class terminal_session {
public:
  terminal_session() {
    auto name = (std::filesystem::temp_directory_path() / "mesh-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    directory_ = name;
    restart();
  }
  ~terminal_session() {
    screen_.reset();
    std::filesystem::remove_all(directory_);
  }
  void type(std::string_view keys) { screen_->type(keys); }
  std::string wait_for(std::string_view text) { return screen_->wait_for(text); }
  /// The exit code after Ctrl-D.
  int leave() {
    type("\x04");
    wait_for("end");
    return screen_->exit_code();
  }
  void restart() {
    screen_ = std::make_unique<mesh::test::pseudo_terminal>(
        [this] { echo_lines(directory_ / "history"); });
  }

private:
  std::filesystem::path directory_;
  std::unique_ptr<mesh::test::pseudo_terminal> screen_;
};

/// What the child answers to bytes on a pipe.
std::string answer_to(const std::string& input) {
  std::array<int, 2> in{}, out{};
  REQUIRE(::pipe(in.data()) == 0);
  REQUIRE(::pipe(out.data()) == 0);
  std::fflush(stdout); // or the child would print it once more
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::close(in[1]);
    ::close(out[0]);
    echo_lines("/nonexistent");
  }
  ::close(in[0]);
  ::close(out[1]);
  REQUIRE(::write(in[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  ::close(in[1]);
  std::string answer;
  std::array<char, 4'096> buffer{};
  for (ssize_t got = 0; (got = ::read(out[0], buffer.data(), buffer.size())) > 0;)
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  ::close(out[0]);
  ::waitpid(child, nullptr, 0);
  return answer;
}

} // namespace

TEST_CASE("O7 a line is edited on a terminal", "[console][editor]") {
  terminal_session terminal;
  terminal.wait_for("mesh> ");
  terminal.type("ask gr\xc3\xb6\xc3\x9fX\x7f"
                "e\r");
  terminal.wait_for("got:ask größe;");
  terminal.wait_for("mesh> ");
  terminal.type("gather \\\r");
  terminal.wait_for("... ");
  terminal.type("s07\r");
  terminal.wait_for("got:gather \\\r\ns07;");
  terminal.wait_for("mesh> ");
  CHECK(terminal.leave() == 0);
}

TEST_CASE("O7 Ctrl-C drops the line and goes on, Ctrl-D ends", "[console][editor]") {
  terminal_session terminal;
  terminal.wait_for("mesh> ");
  terminal.type("broadcast never");
  terminal.wait_for("never");
  terminal.type("\x03");
  terminal.wait_for("interrupted");
  terminal.wait_for("mesh> ");
  terminal.type("kpi\r");
  CHECK(terminal.wait_for("got:kpi;").find("never") == std::string::npos);
  terminal.wait_for("mesh> ");
  CHECK(terminal.leave() == 0);
}

TEST_CASE("O7 Tab completes, and lists when there is a choice", "[console][editor]") {
  terminal_session terminal;
  terminal.wait_for("mesh> ");
  terminal.type("gath\t--wi\t2s\r");
  terminal.wait_for("got:gather --window 2s;");
  terminal.wait_for("mesh> ");
  terminal.type("route \t");
  terminal.wait_for("exclude  around   list     clear");
  terminal.type("list\r");
  terminal.wait_for("got:route list;");
}

TEST_CASE("O7 the history outlives the console", "[console][editor]") {
  terminal_session terminal;
  terminal.wait_for("mesh> ");
  terminal.type("kpi\r");
  terminal.wait_for("got:kpi;");
  terminal.wait_for("mesh> ");
  terminal.restart();
  terminal.wait_for("mesh> ");
  terminal.type("\x10\r"); // Ctrl-P: the line before
  terminal.wait_for("got:kpi;");
}

TEST_CASE("O7 a pipe is read plainly, without a prompt", "[console][editor]") {
  CHECK(answer_to("status\r\n\ngather \\\n s07\nlast")
        == "got:status;\ngot:;\ngot:gather \\\n s07;\ngot:last;\nend\n");
  CHECK(answer_to("") == "end\n");
  CHECK(answer_to("gather \\") == "got:gather \\;\nend\n");
}

TEST_CASE("O7 a line that is too long is refused, and the next one is read",
          "[console][editor]") {
  CHECK(answer_to(std::string(1'000, 'x') + "\n")
        == "got:" + std::string(1'000, 'x') + ";\nend\n");
  CHECK(answer_to(std::string(1'001, 'x') + "\nkpi\n") == "too long\ngot:kpi;\nend\n");
}

TEST_CASE("O7 an interrupt is noted once", "[console][interrupt]") {
  struct sigaction before {};
  ::sigaction(SIGINT, nullptr, &before);
  REQUIRE(install_interrupt_handler());
  REQUIRE(install_interrupt_handler()); // a second time changes nothing
  CHECK_FALSE(consume_interrupt());
  ::raise(SIGINT);
  ::raise(SIGINT);
  pollfd readable{interrupt_descriptor(), POLLIN, 0};
  CHECK(::poll(&readable, 1, 0) == 1);
  CHECK(interrupt_pending());
  CHECK(consume_interrupt());
  CHECK_FALSE(consume_interrupt());
  CHECK(::poll(&readable, 1, 0) == 0);
  ::sigaction(SIGINT, &before, nullptr);
}
