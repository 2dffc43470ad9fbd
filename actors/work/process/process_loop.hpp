#pragma once
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "actors/work/process/process_runner.hpp"
#include "actors/work/process/running_process.hpp"
#include "actors/work/process/unique_fd.hpp"
#include "config/config.hpp"

namespace mesh {

/// The runner's thread: one poll() over all running programs. What other
/// threads ask for is left under a mutex, and the thread is woken.
class process_loop {
public:
  /// `wake` is an eventfd.
  process_loop(process_runner_config config, unique_fd wake);

  // From any thread.
  tl::expected<process_token, error> submit(process_request what, process_done done);
  void cancel(process_token which);
  void stop();

  /// The thread's body: returns when it was stopped and nothing runs any more.
  void run();

private:
  struct waiting_process {
    process_token token = 0;
    process_request request;
    process_done done;
    std::optional<time_point> expires;
  };
  struct active_process {
    process_token token;
    process_done done;
    std::unique_ptr<running_process> process;
  };
  using drop_reason = std::optional<process_result>;

  void wake_up();
  void take_orders(time_point now);
  void drop_waiting(time_point now);
  [[nodiscard]] drop_reason why_drop(const waiting_process& which, time_point now) const;
  void kill_unwanted(time_point now);
  void start_waiting(time_point now);
  void start(waiting_process next, time_point now);
  [[nodiscard]] bool is_done();
  void wait_for_events(time_point now);
  [[nodiscard]] int milliseconds_to_wait(time_point now);
  void advance_all(time_point now);
  void deliver(const process_done& done, process_result result);
  [[nodiscard]] bool is_cancelled(process_token which) const;

  const process_runner_config config_;
  const unique_fd wake_;

  std::mutex mutex_; // guards these five
  std::list<waiting_process> waiting_;
  std::vector<process_token> new_cancels_;
  int in_hand_ = 0; // waiting and running
  process_token last_token_ = 0;
  bool stop_ordered_ = false;

  // The thread's own.
  std::list<active_process> active_;
  std::vector<process_token> cancels_; // orders of this turn
  bool stopping_ = false;
};

} // namespace mesh
