#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace mesh::test {

/// A process on a terminal of its own, as a person at it sees it. What hangs
/// fails the test.
class pseudo_terminal {
public:
  /// `child` is called in the new process and does not return: it ends by
  /// _exit() or exec().
  explicit pseudo_terminal(const std::function<void()>& child, int columns = 80);
  /// Kills the process when it still runs.
  ~pseudo_terminal();
  pseudo_terminal(const pseudo_terminal&) = delete;
  pseudo_terminal& operator=(const pseudo_terminal&) = delete;

  void type(std::string_view keys);
  /// Reads until the text appears, and gives everything up to its end; what
  /// was read before is used up.
  std::string wait_for(std::string_view text);
  /// Reads until the process closes its terminal.
  std::string rest();
  /// Waits for the end. 128 + the signal when one ended it.
  int exit_code();

private:
  bool read_more();

  int master_ = -1;
  pid_t child_ = -1;
  std::string seen_;
};

} // namespace mesh::test
