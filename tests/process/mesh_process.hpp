#pragma once
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include <nlohmann/json.hpp>

/// The binary `mesh` as a process.
namespace mesh::test {

using words = std::vector<std::string>;

/// How it ended. The code is 128 + the signal when one ended it.
struct ended {
  int code = -1;
  std::string out;
  std::string err;
};

/// A running `mesh`, its three streams on pipes. What hangs fails the test.
class mesh_process {
public:
  /// `redirection` is what the shell would be given, as `<&-`.
  explicit mesh_process(const words& arguments, const std::string& redirection = {});
  /// By another program, which becomes `mesh`: its path and its arguments.
  mesh_process(words started_by, const words& arguments);
  /// Kills the process when it still runs.
  ~mesh_process();
  mesh_process(const mesh_process&) = delete;
  mesh_process& operator=(const mesh_process&) = delete;

  /// Writes to its stdin; what it does not read any more is lost.
  void write(std::string_view text);
  void close_input();
  /// Nobody reads its results from now on.
  void close_output();
  /// Reads until the text appears on stdout, or on stderr.
  void wait_for_result(std::string_view text) { wait_for(text, result_.out); }
  void wait_for_remark(std::string_view text) { wait_for(text, result_.err); }
  void signal(int number) const;
  [[nodiscard]] pid_t pid() const { return child_; }
  /// What it has said so far.
  [[nodiscard]] const ended& so_far() const { return result_; }
  /// Closes its stdin and waits for the end.
  ended end();

private:
  void start(const words& program);
  void wait_for(std::string_view text, const std::string& in);
  bool read_more();

  pid_t child_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
  ended result_;
};

/// Runs it to the end, with this on its stdin.
ended run_mesh(const words& arguments, const std::string& input = {},
               const std::string& redirection = {});

/// `mesh dev` with 45 agents in virtual time, and more arguments.
words small_mesh(const words& more = {});
/// Runs a script there, given on stdin.
ended run_script(const std::string& script, const words& more = {});
/// The results of a script as JSON, one for each command (-o json) or row (-o jsonl). Anything
/// else on stdout fails the test.
std::vector<nlohmann::json> results_of(const ended& run);
std::vector<nlohmann::json> run_json(const std::string& script, const words& more = {});

/// The same of what a running mesh has said so far (-o json): what is not whole yet is left
/// out.
std::vector<nlohmann::json> whole_results(const std::string& out);

[[nodiscard]] bool has(std::string_view text, std::string_view part);
/// How often it is there.
[[nodiscard]] int times(std::string_view text, std::string_view part);
/// Becomes `mesh` in this environment; for the child of a terminal.
void become_mesh(const words& arguments);

} // namespace mesh::test
