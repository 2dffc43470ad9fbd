#pragma once
#include <future>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "actors/work/process/process_runner.hpp"

/// Real programs for the tests of external work.
namespace mesh::test {

/// A folder of one test, removed with all that is in it.
class scratch_folder {
public:
  scratch_folder();
  ~scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
  /// An executable shell script. In it, `$here` is this folder.
  [[nodiscard]] std::string script(const std::string& name, const std::string& body) const;
  /// Any file.
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const;
  [[nodiscard]] bool has(const std::string& name) const;
  /// Commands of living processes that name this folder.
  [[nodiscard]] std::vector<std::string> commands_running() const;

private:
  std::string path_;
};

/// A named pipe by which a program tells the test that it got somewhere:
/// `echo $$ > $here/NAME`.
class announcement {
public:
  announcement(const scratch_folder& folder, const std::string& name);
  ~announcement();
  announcement(const announcement&) = delete;
  announcement& operator=(const announcement&) = delete;

  /// Waits for a line; empty when none comes within a minute.
  [[nodiscard]] std::string line() const;
  [[nodiscard]] pid_t pid() const;

private:
  int fd_;
};

/// No process of this number, not even a zombie.
bool no_such_process(pid_t pid);
/// Waits until the process is gone or a zombie; false after a minute.
bool dies(pid_t pid);

int open_descriptors();

std::shared_ptr<process_runner> make_runner(process_runner_config config = {});
process_request request(std::vector<std::string> argv, std::string input = {});
std::future<process_result> start(process_runner& runner, process_request what);
/// The result; fails the test when there is none within a minute.
process_result result_of(std::future<process_result> pending);
process_result run(process_runner& runner, process_request what);

} // namespace mesh::test
