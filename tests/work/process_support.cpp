#include "tests/work/process_support.hpp"

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "tests/support/catch.hpp"

namespace mesh::test {

namespace fs = std::filesystem;

namespace {

// Long enough for any machine; reached only when a test fails.
constexpr std::chrono::minutes patience{1};

/// Empty when it cannot be read: a process may end between opening and reading.
std::string text_in(const fs::path& file) {
  std::ifstream in{file};
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

bool is_gone_or_zombie(pid_t pid) {
  const auto stat = text_in("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = stat.rfind(')');
  return name_end == std::string::npos || stat.at(name_end + 2) == 'Z';
}

} // namespace

scratch_folder::scratch_folder() {
  auto pattern = (fs::temp_directory_path() / "mesh-work-XXXXXX").string();
  const char* made = ::mkdtemp(pattern.data());
  REQUIRE(made != nullptr);
  path_ = made;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string scratch_folder::file(const std::string& name, const std::string& content) const {
  std::ofstream{path(name)} << content;
  return path(name);
}

std::string scratch_folder::script(const std::string& name, const std::string& body) const {
  auto made = file(name, "#!/bin/sh\nhere=" + path_ + "\n" + body + "\n");
  fs::permissions(made, fs::perms::owner_all);
  return made;
}

bool scratch_folder::has(const std::string& name) const {
  return fs::exists(path(name));
}

std::vector<std::string> scratch_folder::commands_running() const {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator{"/proc"}) {
    if (std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0])) == 0)
      continue;
    auto command = text_in(entry.path() / "cmdline");
    if (command.find(path_) != std::string::npos)
      found.push_back(command);
  }
  return found;
}

announcement::announcement(const scratch_folder& folder, const std::string& name) {
  const auto path = folder.path(name);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  fd_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(fd_ >= 0);
}

announcement::~announcement() {
  ::close(fd_);
}

std::string announcement::line() const {
  pollfd readable{fd_, POLLIN, 0};
  std::string text;
  while (text.find('\n') == std::string::npos) {
    char byte = 0;
    if (::read(fd_, &byte, 1) == 1)
      text += byte;
    else if (::poll(&readable, 1, int(std::chrono::milliseconds{patience}.count())) == 0)
      return {};
  }
  return text.substr(0, text.size() - 1);
}

pid_t announcement::pid() const {
  const auto text = line();
  INFO("announced: " << text);
  REQUIRE(!text.empty());
  return std::stoi(text);
}

bool no_such_process(pid_t pid) {
  return ::kill(pid, 0) != 0 && errno == ESRCH;
}

bool dies(pid_t pid) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!is_gone_or_zombie(pid)) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::yield();
  }
  return true;
}

int open_descriptors() {
  return int(std::distance(fs::directory_iterator{"/proc/self/fd"}, {}));
}

std::shared_ptr<process_runner> make_runner(process_runner_config config) {
  auto runner = process_runner::make(std::move(config));
  INFO((runner ? "" : to_string(runner.error())));
  REQUIRE(runner);
  return *runner;
}

process_request request(std::vector<std::string> argv, std::string input) {
  process_request made{std::move(argv), std::move(input)};
  made.run_limit = patience;
  return made;
}

std::future<process_result> start(process_runner& runner, process_request what) {
  auto promise = std::make_shared<std::promise<process_result>>();
  auto token = runner.run(std::move(what), [promise](process_result result) {
    promise->set_value(std::move(result));
  });
  INFO((token ? "" : to_string(token.error())));
  REQUIRE(token);
  return promise->get_future();
}

process_result result_of(std::future<process_result> pending) {
  REQUIRE(pending.wait_for(patience) == std::future_status::ready);
  return pending.get();
}

process_result run(process_runner& runner, process_request what) {
  return result_of(start(runner, std::move(what)));
}

} // namespace mesh::test
