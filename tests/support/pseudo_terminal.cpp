#include "tests/support/pseudo_terminal.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "tests/support/catch.hpp"

namespace mesh::test {

namespace {

constexpr int patience_ms = 60'000; // a hang is a failure, not a wait for ever

} // namespace

pseudo_terminal::pseudo_terminal(const std::function<void()>& child, int columns) {
  winsize size{24, static_cast<unsigned short>(columns), 0, 0};
  std::fflush(stdout); // or the child would print it once more
  child_ = ::forkpty(&master_, nullptr, nullptr, &size);
  REQUIRE(child_ >= 0);
  if (child_ == 0) {
    child();
    ::_exit(127);
  }
}

pseudo_terminal::~pseudo_terminal() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(master_);
}

void pseudo_terminal::type(std::string_view keys) {
  REQUIRE(::write(master_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
}

/// False at the end: the last process on the terminal has closed it.
bool pseudo_terminal::read_more() {
  pollfd readable{master_, POLLIN, 0};
  std::array<char, 4'096> buffer{};
  REQUIRE(::poll(&readable, 1, patience_ms) == 1);
  auto got = ::read(master_, buffer.data(), buffer.size());
  if (got <= 0)
    return false;
  seen_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

std::string pseudo_terminal::wait_for(std::string_view text) {
  for (;;) {
    if (auto at = seen_.find(text); at != std::string::npos) {
      auto before = seen_.substr(0, at + text.size());
      seen_.erase(0, at + text.size());
      return before;
    }
    INFO("waiting for: " << text << "\nseen: " << seen_);
    REQUIRE(read_more());
  }
}

std::string pseudo_terminal::rest() {
  INFO("seen: " << seen_);
  while (read_more()) {
  }
  return std::exchange(seen_, {});
}

int pseudo_terminal::exit_code() {
  rest();
  int status = 0;
  REQUIRE(::waitpid(child_, &status, 0) == child_);
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace mesh::test
