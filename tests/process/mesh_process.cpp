#include "tests/process/mesh_process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "tests/support/catch.hpp"

namespace mesh::test {

namespace {

constexpr int patience_ms = 120'000; // a hang is a failure, not a wait for ever

struct pipe_ends {
  int read = -1, write = -1;
};

pipe_ends make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  return {ends[0], ends[1]};
}

void close_one(int& descriptor) {
  if (descriptor >= 0)
    ::close(std::exchange(descriptor, -1));
}

void become(words program) {
  std::vector<char*> argv;
  for (auto& word : program)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(argv.front(), argv.data());
  ::_exit(127);
}

words joined(words all, const words& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Appends what there is; closes the descriptor at the end.
void read_into(int& descriptor, std::string& text) {
  std::array<char, 65'536> buffer{};
  auto got = ::read(descriptor, buffer.data(), buffer.size());
  if (got > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  else
    close_one(descriptor);
}

} // namespace

void become_mesh(const words& arguments) {
  become(joined({MESH_BINARY}, arguments));
}

mesh_process::mesh_process(const words& arguments, const std::string& redirection) {
  words shell{"/bin/sh", "-c", "exec \"$0\" \"$@\" " + redirection, MESH_BINARY};
  start(joined(redirection.empty() ? words{MESH_BINARY} : shell, arguments));
}

mesh_process::mesh_process(words started_by, const words& arguments) {
  started_by.emplace_back(MESH_BINARY);
  start(joined(std::move(started_by), arguments));
}

void mesh_process::start(const words& program) {
  ::signal(SIGPIPE, SIG_IGN); // of ours; the child starts with the default
  auto in = make_pipe(), out = make_pipe(), err = make_pipe();
  child_ = ::fork();
  REQUIRE(child_ >= 0);
  if (child_ == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    ::dup2(in.read, STDIN_FILENO);
    ::dup2(out.write, STDOUT_FILENO);
    ::dup2(err.write, STDERR_FILENO);
    become(program);
  }
  ::close(in.read);
  ::close(out.write);
  ::close(err.write);
  in_ = in.write;
  out_ = out.read;
  err_ = err.read;
}

mesh_process::~mesh_process() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  close_one(in_);
  close_one(out_);
  close_one(err_);
}

void mesh_process::write(std::string_view text) {
  while (!text.empty()) {
    auto written = ::write(in_, text.data(), text.size());
    if (written < 0)
      return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void mesh_process::close_input() {
  close_one(in_);
}

void mesh_process::close_output() {
  close_one(out_);
}

void mesh_process::signal(int number) const {
  REQUIRE(::kill(child_, number) == 0);
}

/// False when both streams have ended.
bool mesh_process::read_more() {
  if (out_ < 0 && err_ < 0)
    return false;
  // A descriptor of -1 is passed over by poll.
  std::array<pollfd, 2> watched{pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
  INFO("stdout: " << result_.out << "\nstderr: " << result_.err);
  REQUIRE(::poll(watched.data(), watched.size(), patience_ms) > 0);
  if (watched[0].revents != 0)
    read_into(out_, result_.out);
  if (watched[1].revents != 0)
    read_into(err_, result_.err);
  return true;
}

void mesh_process::wait_for(std::string_view text, const std::string& in) {
  while (!has(in, text)) {
    INFO("waiting for: " << text << "\nseen: " << in);
    REQUIRE(read_more());
  }
}

ended mesh_process::end() {
  close_input();
  while (read_more()) {
  }
  int status = 0;
  REQUIRE(::waitpid(child_, &status, 0) == child_);
  child_ = -1;
  result_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return std::move(result_);
}

ended run_mesh(const words& arguments, const std::string& input,
               const std::string& redirection) {
  mesh_process process(arguments, redirection);
  process.write(input);
  return process.end();
}

words small_mesh(const words& more) {
  words all{"dev", "--config", MESH_SMALL_CONFIG, "--virtual-time"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

ended run_script(const std::string& script, const words& more) {
  auto arguments = small_mesh(more);
  arguments.emplace_back("-");
  return run_mesh(arguments, script);
}

std::vector<nlohmann::json> results_of(const ended& run) {
  std::vector<nlohmann::json> results;
  std::istringstream text(run.out);
  while (text >> std::ws && text.peek() != std::istringstream::traits_type::eof()) {
    nlohmann::json one;
    INFO("stdout: " << run.out);
    REQUIRE_NOTHROW(text >> one);
    results.push_back(std::move(one));
  }
  return results;
}

std::vector<nlohmann::json> whole_results(const std::string& out) {
  constexpr std::string_view last_line = "\n}\n";
  std::vector<nlohmann::json> results;
  std::size_t start = 0;
  for (auto end = out.find(last_line); end != std::string::npos;
       end = out.find(last_line, start)) {
    results.push_back(nlohmann::json::parse(out.substr(start, end - start + 2)));
    start = end + last_line.size();
  }
  return results;
}

std::vector<nlohmann::json> run_json(const std::string& script, const words& more) {
  auto arguments = more;
  arguments.insert(arguments.end(), {"-o", "json"});
  return results_of(run_script(script, arguments));
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

int times(std::string_view text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

} // namespace mesh::test
