#include "actors/work/process/process_runner.hpp"

#include <cerrno>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "actors/work/process/process_loop.hpp"
#include "actors/work/process/spawn.hpp"

namespace mesh {

namespace {

constexpr int most_places = 100'000; // for each of running and waiting

std::optional<error> problem_of(const process_runner_config& config) {
  if (config.at_once < 1 || config.at_once > most_places)
    return error{errc::invalid_argument, "at_once is " + std::to_string(config.at_once),
                 "1 to " + std::to_string(most_places)};
  if (config.waiting < 0 || config.waiting > most_places)
    return error{errc::invalid_argument, "waiting is " + std::to_string(config.waiting),
                 "0 to " + std::to_string(most_places)};
  if (::access(config.reaper.c_str(), X_OK) != 0)
    return system_error("cannot execute " + config.reaper, errno);
  return std::nullopt;
}

} // namespace

tl::expected<std::shared_ptr<process_runner>, error>
process_runner::make(process_runner_config config) {
  if (config.reaper.empty()) {
    auto found = find_reaper();
    if (!found)
      return tl::unexpected(std::move(found.error()));
    config.reaper = *std::move(found);
  }
  if (auto problem = problem_of(config))
    return tl::unexpected(*std::move(problem));
  unique_fd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!wake)
    return tl::unexpected(system_error("cannot make an eventfd", errno));
  std::shared_ptr<process_runner> runner{new process_runner};
  runner->loop_ = std::make_shared<process_loop>(std::move(config), std::move(wake));
  try {
    runner->thread_ = std::thread{[loop = runner->loop_] {
      loop->run();
    }};
  } catch (const std::system_error& e) {
    return tl::unexpected(system_error("cannot start a thread", e.code().value()));
  }
  return runner;
}

process_runner::~process_runner() {
  loop_->stop();
  if (!thread_.joinable()) // it could not be started
    return;
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach(); // released by a callback: the thread ends by itself
  else
    thread_.join();
}

tl::expected<process_token, error> process_runner::run(process_request what,
                                                       process_done done) {
  return loop_->submit(std::move(what), std::move(done));
}

void process_runner::cancel(process_token which) {
  loop_->cancel(which);
}

} // namespace mesh
