#include "actors/work/reaper/family.hpp"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/work/reaper/children.hpp"

namespace mesh::reaper {

namespace {

constexpr int round_ms = 20;

/// A child's whole group goes at once: then nobody in it can fork faster than
/// we kill. A child not yet reaped keeps its pid and its group's number from
/// being given to a stranger.
bool kill_with_group(pid_t child) {
  pid_t group = ::getpgid(child);
  if (group > 0 && group != ::getpgrp())
    ::kill(-group, SIGKILL);
  return ::kill(child, SIGKILL) == 0;
}

} // namespace

bool drain_signals(int signal_fd) {
  bool others = false;
  signalfd_siginfo info{};
  while (::read(signal_fd, &info, sizeof info) == sizeof info)
    others |= info.ssi_signo != SIGCHLD;
  return others;
}

family::rest family::reap() {
  for (;;) {
    int status = 0;
    pid_t pid = ::waitpid(-1, &status, WNOHANG | __WALL);
    if (pid == program_)
      status_ = status;
    if (pid == 0)
      return rest::some;
    if (pid < 0 && errno != EINTR)
      return rest::none;
  }
}

/// Each round kills our children; theirs become ours, and are found by the
/// next one.
int family::end_all() {
  while (reap() == rest::some) {
    auto children = list_children();
    int refused = 0;
    for (pid_t child : children)
      refused += kill_with_group(child) ? 0 : 1;
    if (refused > 0 && refused == int(children.size()) && reap() == rest::some)
      return refused;
    pollfd dead{signal_fd_, POLLIN, 0};
    ::poll(&dead, 1, round_ms);
    drain_signals(signal_fd_);
  }
  return 0;
}

} // namespace mesh::reaper
