#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

struct process_runner_config {
  int at_once = 8;                               // programs running; at least 1
  int waiting = 1'024;                           // programs waiting for their turn
  duration kill_grace = std::chrono::seconds{5}; // for killed programs to be gone
  std::string reaper = {}; // path of mesh-reaper; empty: where it was installed
};

/// An external program to run.
struct process_request {
  std::vector<std::string> argv; // no shell; argv[0] is looked up in PATH
  std::string input = {};        // its stdin
  duration run_limit{};          // from its start to its end
  /// From the request to its end, waiting included.
  std::optional<duration> total_limit = {};
  std::int64_t memory_bytes = 0; // address space of each of its processes; 0: any
  std::int64_t output_bytes = 1'048'576;
  std::vector<std::string> env = {}; // see program_environment
  std::string folder = {};           // where it runs; empty: where this process does
};

/// Its outcome. `failure` is one of
///   none                  it exited with 0
///   command_missing       it could not be executed
///   command_exit_status   it exited with another status or was killed by a signal
///   command_timeout       run_limit or total_limit was over
///   command_output_limit  it wrote more than output_bytes
///   command_memory_limit  it failed, and seems to have hit memory_bytes
///   expired               total_limit was over before it started
///   cancelled             by cancel() or the runner's destructor
///   io_error              the system would not let us run it
struct process_result {
  errc failure = errc::none;
  std::string detail = {}; // what happened, for a person
  std::string output = {}; // its stdout; complete if there was no failure
};

using process_token = std::uint64_t;
using process_done = std::function<void(process_result)>;

/// Runs external programs, a bounded number at a time, the others waiting in
/// their order. When the result of one is delivered, the program and all its
/// descendants are gone, background processes and daemons included.
/// Programs get no file descriptors but stdin, stdout and stderr, default
/// signals, and of the environment only what program_environment says. They do not outlive this
/// process, however it ends.
///
/// Limits: a program that kills its own mesh-reaper on purpose can leave
/// descendants behind, and `memory_bytes` counts for each process alone. It has
/// the rights of the user the mesh runs as; this is no sandbox.
class process_runner {
public:
  /// `invalid_argument` for a bad configuration; `io_error` when mesh-reaper
  /// is not found or the system has no file descriptors to give.
  static tl::expected<std::shared_ptr<process_runner>, error>
  make(process_runner_config config = {});

  /// Kills what runs, drops what waits, and waits until all are gone.
  ~process_runner();
  process_runner(const process_runner&) = delete;
  process_runner& operator=(const process_runner&) = delete;

  /// Runs a program and calls `done` once, from the runner's own thread: it
  /// must not block or throw. When this returns an error, `done` is never
  /// called: `queue_full`, or `invalid_argument` for argv or env. From any thread.
  tl::expected<process_token, error> run(process_request what, process_done done);

  /// Kills the program or drops it from the queue; its `done` hears
  /// `cancelled`. Nothing happens if it has ended. From any thread.
  void cancel(process_token which);

private:
  process_runner() = default;

  // Shared with the thread: the last owner of a runner may be a callback on it.
  std::shared_ptr<class process_loop> loop_;
  std::thread thread_;
};

} // namespace mesh
