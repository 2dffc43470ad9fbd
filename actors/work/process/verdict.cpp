#include "actors/work/process/verdict.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <sys/wait.h>

#include "actors/work/process/spawn.hpp"
#include "actors/work/text.hpp"

namespace mesh {

namespace {

constexpr std::size_t quoted_stderr_chars = 160;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

/// Texts by which C, C++, Python, Rust, Go and others report a failed allocation.
bool speaks_of_memory(const std::string& errors) {
  static constexpr std::array<std::string_view, 7> phrases{
      "out of memory", "memory exhausted",  "cannot allocate memory",   "bad_alloc",
      "memoryerror",   "memory allocation", "could not allocate memory"};
  const auto text = lower(errors);
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return text.find(phrase) != std::string::npos;
  });
}

/// A limit on address space shows only as a failed allocation, and each
/// program takes that in its own way. So this goes by what it said, or by how
/// near it came.
bool hit_memory_limit(const ending& how) {
  return how.memory_limit_bytes > 0
         && (how.peak_memory_bytes >= how.memory_limit_bytes / 4 * 3
             || speaks_of_memory(how.stderr_tail));
}

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name != nullptr ? "SIG" + std::string{name} : "signal " + std::to_string(number);
}

std::string way_out(const ending& how) {
  if (!WIFSIGNALED(*how.wait_status))
    return how.program + " exited with status " + std::to_string(WEXITSTATUS(*how.wait_status));
  return how.program + " was killed by " + signal_name(WTERMSIG(*how.wait_status));
}

std::string last_words(const ending& how) {
  auto line = last_line(how.stderr_tail);
  return line.empty() ? "" : ": " + printable(line, quoted_stderr_chars);
}

std::string limit_of(const ending& how) {
  return "limit " + std::to_string(how.memory_limit_bytes) + " bytes";
}

process_result not_executed(const ending& how) {
  const auto what = "cannot run " + how.program + ": " + reason_of(how.exec_errno);
  switch (how.exec_errno) {
  case ENOENT:
    return {errc::command_missing, what + " (it or its interpreter)"};
  case ENOEXEC:
    return {errc::command_missing, what + " (a script needs a first line like #!/bin/sh)"};
  case ENOMEM:
    return {errc::command_memory_limit, what + " (" + limit_of(how) + ")"};
  default:
    return {errc::command_missing, what};
  }
}

process_result executed(const ending& how) {
  if (*how.wait_status == 0)
    return {};
  if (hit_memory_limit(how))
    return {errc::command_memory_limit,
            way_out(how) + " (memory " + limit_of(how) + ")" + last_words(how)};
  // A crash may be the memory limit's doing all the same: name it.
  bool crashed = WIFSIGNALED(*how.wait_status) && how.memory_limit_bytes > 0;
  return {errc::command_exit_status,
          way_out(how) + (crashed ? " (memory " + limit_of(how) + ")" : "") + last_words(how)};
}

process_result classify(const ending& how) {
  if (how.exec_errno != 0)
    return not_executed(how);
  if (how.setup_errno != 0)
    return {errc::io_error,
            "cannot prepare to run " + how.program + ": " + reason_of(how.setup_errno)};
  if (!how.wait_status)
    return {errc::io_error, "the reaper of " + how.program + " was killed"};
  return executed(how);
}

} // namespace

process_result judge(const ending& how) {
  auto result = how.killed_for ? *how.killed_for : classify(how);
  if (how.survivors > 0)
    result.detail += (result.detail.empty() ? "" : "; ") + std::to_string(how.survivors)
                     + " of its processes may not be killed by this user";
  return result;
}

} // namespace mesh
