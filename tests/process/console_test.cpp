// The console on a terminal, as a person meets it.
#include <csignal>
#include <cstdlib>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pseudo_terminal.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

using environment = std::vector<std::pair<std::string, std::string>>;

/// `mesh` on a terminal of this width; an empty value unsets a variable.
class console {
public:
  explicit console(const words& arguments, const environment& variables = {}, int columns = 80)
      : screen_(
          [&] {
            ::setenv("HOME", folder_.path("home").c_str(), 1);
            ::unsetenv("XDG_STATE_HOME");
            ::unsetenv("NO_COLOR");
            ::unsetenv("LC_ALL");
            ::unsetenv("LC_CTYPE");
            ::setenv("TERM", "xterm", 1);
            ::setenv("LANG", "C.UTF-8", 1);
            for (const auto& [name, value] : variables)
              if (value.empty())
                ::unsetenv(name.c_str());
              else
                ::setenv(name.c_str(), value.c_str(), 1);
            become_mesh(arguments);
          },
          columns) {}

  /// Types a command at the prompt and gives what it answers, up to `until`.
  std::string run(const std::string& command, const std::string& until) {
    screen_.wait_for("mesh> ");
    screen_.type(command + "\r");
    return screen_.wait_for(until);
  }
  void type(const std::string& keys) { screen_.type(keys); }
  std::string wait_for(const std::string& text) { return screen_.wait_for(text); }
  /// At the prompt: Ctrl-D, and the exit code.
  int leave() {
    screen_.wait_for("mesh> ");
    screen_.type("\x04");
    return screen_.exit_code();
  }
  std::string rest() { return screen_.rest(); }
  int exit_code() { return screen_.exit_code(); }

private:
  scratch_folder folder_;
  pseudo_terminal screen_;
};

const words real_time{"dev", "--config", MESH_SMALL_CONFIG};

} // namespace

TEST_CASE("O7 the console greets, answers help and a typo, and leaves on Ctrl-D", "[process]") {
  console mesh(small_mesh());
  mesh.wait_for("45 agents in 9 clusters and 3 sectors, up in ");
  mesh.wait_for("`help` lists the commands, Ctrl-D leaves.");
  mesh.run("help", "Looking at the mesh");
  mesh.run("stats", "there is no command \"stats\"");
  mesh.wait_for("did you mean: status?");
  mesh.run("agents s09", "unknown_target");
  mesh.run("expect agents.totl = 3", "did you mean: agents.total?");
  CHECK(mesh.leave() == 0); // what went wrong was seen; the console itself went well
}

TEST_CASE("O7 quit and exit leave the console", "[process]") {
  auto command = GENERATE(as<std::string>{}, "quit", "exit");
  console mesh(small_mesh());
  mesh.wait_for("mesh> ");
  mesh.type(command + "\r");
  CHECK(mesh.exit_code() == 0);
}

TEST_CASE("O7 Ctrl-C ends the command and not the mesh", "[process]") {
  auto command = GENERATE(as<std::string>{}, "wait 1h", "delegate task --to F --timeout 1h",
                          "ask hello --sample 45 --timeout 1h",
                          "cascade parallel --window 1h --unscheduled",
                          "expect agents.total = 46 within 1h");
  CAPTURE(command);
  console mesh(real_time);
  mesh.run(command, "working");
  mesh.type("\x03");
  mesh.wait_for("interrupted");
  mesh.run("expect agents.total = 45", "as expected");
  CHECK(mesh.leave() == 0);
}

TEST_CASE("O7 Ctrl-C at the prompt drops the line", "[process]") {
  console mesh(small_mesh());
  mesh.wait_for("mesh> ");
  mesh.type("broadcast never");
  mesh.wait_for("never");
  mesh.type("\x03");
  CHECK_FALSE(has(mesh.run("wait 3s", "waited"), "received"));
  CHECK(mesh.leave() == 0);
}

TEST_CASE("O7 Ctrl-C ends a script that is watched", "[process]") {
  auto arguments = real_time;
  arguments.insert(arguments.end(), {"-c", "wait 1h", "-c", "status"});
  console mesh(arguments);
  mesh.wait_for("working");
  mesh.type("\x03");
  mesh.wait_for("interrupted; the script stops here");
  CHECK_FALSE(has(mesh.rest(), "45 of 45"));
  CHECK(mesh.exit_code() == 1);
}

TEST_CASE("O7 colour and bars on a terminal, as far as it can and is asked to", "[process]") {
  struct sight {
    bool escapes, blocks;
  };
  auto [variables, expected] = GENERATE(table<environment, sight>({
      {environment{}, {true, true}},
      {{{"NO_COLOR", "1"}}, {false, true}},
      {{{"TERM", "dumb"}}, {false, true}},
      {{{"TERM", ""}}, {false, true}},
      {{{"LANG", "C"}}, {true, false}},
      {{{"LC_ALL", "C"}, {"NO_COLOR", "1"}}, {false, false}},
  }));
  CAPTURE(variables);
  console mesh(small_mesh({"-c", "gather"}), variables);
  auto seen = mesh.rest();
  CHECK(has(seen, "\x1b[") == expected.escapes);
  CHECK(has(seen, "█") == expected.blocks);
  CHECK(has(seen, "+1")); // the state is in words too, whatever the colour
  CHECK(mesh.exit_code() == 0);
}

TEST_CASE("O7 drawings keep to a narrow terminal", "[process]") {
  constexpr std::size_t columns = 50;
  console mesh(small_mesh({"-c", "gather", "-c", "cascade parallel"}),
               {{"LANG", "C"}, {"NO_COLOR", "1"}}, columns);
  auto seen = mesh.rest();
  std::size_t drawn = 0;
  for (std::size_t at = 0, end = 0; (end = seen.find("\r\n", at)) != std::string::npos;
       at = end + 2) {
    auto line = seen.substr(at, end - at);
    if (line.find_first_not_of(" #|.*:-+") != std::string::npos)
      continue; // words wrap, drawings must not
    ++drawn;
    CHECK(line.size() <= columns);
  }
  CHECK(drawn > 10);
  CHECK(mesh.exit_code() == 0);
}
