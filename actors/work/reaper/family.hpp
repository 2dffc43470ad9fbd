#pragma once
#include <optional>
#include <sys/types.h>

namespace mesh::reaper {

/// The program and every process that came of it.
class family {
public:
  /// `signal_fd` becomes readable on SIGCHLD.
  family(pid_t program, int signal_fd) : program_(program), signal_fd_(signal_fd) {}

  enum class rest { none, some };
  /// Takes leave of the dead without waiting. Says whether others are left.
  rest reap();
  /// The end of the program, once it has ended.
  [[nodiscard]] std::optional<int> program_status() const { return status_; }
  /// Kills and reaps all. Returns how many may not be killed.
  int end_all();

private:
  pid_t program_;
  int signal_fd_;
  std::optional<int> status_;
};

/// Empties a signalfd. Says whether anything but SIGCHLD was in it.
bool drain_signals(int signal_fd);

} // namespace mesh::reaper
