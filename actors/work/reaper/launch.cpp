#include "actors/work/reaper/launch.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "actors/work/reaper/report.hpp"

namespace mesh::reaper {

namespace {

constexpr int not_run_status = 127; // as shells have it

/// Where the program may be. As execvp() looks for it, but an empty entry of
/// PATH is not taken for the working directory.
std::vector<std::string> places_of(const std::string& program) {
  if (program.find('/') != std::string::npos)
    return {program};
  const char* path = std::getenv("PATH");
  std::istringstream folders{path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin"};
  std::vector<std::string> places;
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty())
      places.push_back(folder + '/' + program);
  }
  return places;
}

/// Unlike execvp(), never hands to /bin/sh what is not executable. Returns the
/// errno that says most.
int exec_first(const std::vector<std::string>& places, char* const argv[]) {
  int failure = ENOENT;
  for (const auto& place : places) {
    ::execv(place.c_str(), argv);
    if (places.size() == 1 || (errno != ENOENT && errno != ENOTDIR))
      failure = errno;
  }
  return failure;
}

bool limit_memory(std::uint64_t bytes) {
  if (bytes == 0)
    return true;
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0)
    return false;
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, bytes);
  limit.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_AS, &limit) == 0;
}

[[noreturn]] void become_program(char* const argv[], std::uint64_t memory_bytes, pid_t parent) {
  const auto places = places_of(argv[0]); // now: under the limit there may be no memory for it
  sigset_t none;
  sigemptyset(&none);
  // A group of its own, so that `kill 0` in a script does not hit the reaper.
  bool ready = ::setpgid(0, 0) == 0 && ::sigprocmask(SIG_SETMASK, &none, nullptr) == 0
               && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && limit_memory(memory_bytes);
  if (!ready)
    send_report(report_kind::setup_failed, errno);
  else if (::getppid() == parent) // else it died before the prctl
    send_report(report_kind::exec_failed, exec_first(places, argv));
  ::_exit(not_run_status);
}

} // namespace

pid_t launch(char* const argv[], std::uint64_t memory_bytes) {
  pid_t parent = ::getpid();
  pid_t pid = ::fork();
  if (pid == 0)
    become_program(argv, memory_bytes, parent);
  if (pid < 0)
    send_report(report_kind::setup_failed, errno);
  return pid;
}

} // namespace mesh::reaper
