// mesh-reaper: stands over one external program and all its descendants; see
// protocol.hpp.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "actors/work/reaper/family.hpp"
#include "actors/work/reaper/launch.hpp"
#include "actors/work/reaper/report.hpp"

namespace {

using namespace mesh::reaper;

/// From now on signals are read and not delivered. Being asked to end ends the
/// program first.
int open_signals() {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT})
    sigaddset(&wanted, signal);
  if (::sigprocmask(SIG_BLOCK, &wanted, nullptr) != 0)
    return -1;
  return ::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Lets go of the program's pipes: only the program may keep them open.
void leave_standard_streams() {
  int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd <= 2; ++fd) {
    if (null < 0 || ::dup2(null, fd) < 0)
      ::close(fd);
  }
  if (null > 2)
    ::close(null);
}

/// Until the program has ended or its end is wanted.
void watch(family& processes, int signals) {
  bool wanted = true;
  while (wanted && !processes.program_status()) {
    pollfd events[] = {{signals, POLLIN, 0}, {control_fd, POLLIN, 0}};
    if (::poll(events, 2, -1) < 0 && errno != EINTR)
      return;
    wanted = events[1].revents == 0; // nothing is ever sent: it was closed
    if (drain_signals(signals))
      wanted = false;
    processes.reap();
  }
}

std::int64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

bool called_properly(int argc) {
  return argc >= 3 && ::fcntl(control_fd, F_SETFD, FD_CLOEXEC) == 0;
}

} // namespace

int main(int argc, char* argv[]) {
  if (!called_properly(argc)) {
    std::fputs("mesh-reaper is started by mesh to run external programs, not by hand\n",
               stderr);
    return 2;
  }
  int signals = open_signals();
  if (signals < 0 || ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    send_report(report_kind::setup_failed, errno);
    return 1;
  }
  pid_t program = launch(argv + 2, std::strtoull(argv[1], nullptr, 10));
  if (program < 0)
    return 1;
  leave_standard_streams();
  family processes{program, signals};
  watch(processes, signals);
  int survivors = processes.end_all();
  send_report(report_kind::peak_memory, peak_memory_bytes());
  if (survivors > 0)
    send_report(report_kind::survivors, survivors);
  send_report(report_kind::ended, processes.program_status().value_or(SIGKILL));
  return 0;
}
