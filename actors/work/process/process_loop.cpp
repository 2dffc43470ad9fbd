#include "actors/work/process/process_loop.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <utility>

#include "actors/work/process/environment.hpp"
#include "actors/work/text.hpp"

namespace mesh {

namespace {

time_point now_from_clock() {
  return std::chrono::steady_clock::now();
}

constexpr duration longest_limit = std::chrono::hours{24 * 365}; // keeps sums in range

bool usable_variables(const std::vector<std::string>& env) {
  return std::all_of(env.begin(), env.end(), is_variable);
}

bool usable(const std::vector<std::string>& argv) {
  return !argv.empty() && !argv.front().empty()
         && std::none_of(argv.begin(), argv.end(), [](const std::string& argument) {
              return argument.find('\0') != std::string::npos;
            });
}

/// No handler of the host runs on this thread, and a program that closes its
/// stdin gives EPIPE here and no SIGPIPE.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

} // namespace

process_loop::process_loop(process_runner_config config, unique_fd wake)
    : config_(std::move(config)), wake_(std::move(wake)) {}

tl::expected<process_token, error> process_loop::submit(process_request what,
                                                        process_done done) {
  if (!usable(what.argv))
    return tl::unexpected(error{errc::invalid_argument,
                                "argv must name a program and hold no NUL characters",
                                "give the program and its arguments, one string each"});
  if (!usable_variables(what.env))
    return tl::unexpected(error{errc::invalid_argument,
                                "env must hold names of variables and no NUL characters",
                                "give NAME=value or NAME, one string each"});
  what.run_limit = std::min(what.run_limit, longest_limit);
  std::optional<time_point> expires;
  if (what.total_limit)
    expires = now_from_clock() + std::min(*what.total_limit, longest_limit);
  process_token token = 0;
  {
    std::lock_guard guard{mutex_};
    if (stop_ordered_)
      return tl::unexpected(error{errc::cancelled, "the process runner is being closed"});
    if (in_hand_ >= config_.at_once + config_.waiting)
      return tl::unexpected(error{errc::queue_full,
                                  std::to_string(config_.waiting) + " programs wait for one of "
                                      + std::to_string(config_.at_once) + " places",
                                  "raise runtime.command_processes, or send less"});
    ++in_hand_;
    token = ++last_token_;
    waiting_.push_back({token, std::move(what), std::move(done), expires});
  }
  wake_up();
  return token;
}

void process_loop::cancel(process_token which) {
  {
    std::lock_guard guard{mutex_};
    new_cancels_.push_back(which);
  }
  wake_up();
}

void process_loop::stop() {
  {
    std::lock_guard guard{mutex_};
    stop_ordered_ = true;
  }
  wake_up();
}

void process_loop::wake_up() {
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
}

void process_loop::run() {
  block_signals();
  for (;;) {
    const auto now = now_from_clock();
    take_orders(now);
    start_waiting(now);
    if (is_done())
      return;
    wait_for_events(now);
    advance_all(now_from_clock());
  }
}

void process_loop::take_orders(time_point now) {
  cancels_.clear();
  {
    std::lock_guard guard{mutex_};
    std::swap(cancels_, new_cancels_);
    stopping_ = stop_ordered_;
  }
  drop_waiting(now);
  kill_unwanted(now);
}

bool process_loop::is_cancelled(process_token which) const {
  return stopping_ || std::find(cancels_.begin(), cancels_.end(), which) != cancels_.end();
}

process_loop::drop_reason process_loop::why_drop(const waiting_process& which,
                                                 time_point now) const {
  const auto& program = which.request.argv.front();
  if (is_cancelled(which.token))
    return process_result{errc::cancelled, program + " was cancelled before it started"};
  if (which.expires && *which.expires <= now)
    return process_result{errc::expired, program + " was not started within "
                                             + in_ms(*which.request.total_limit) + ": all "
                                             + std::to_string(config_.at_once)
                                             + " places for programs were taken"};
  return std::nullopt;
}

void process_loop::drop_waiting(time_point now) {
  std::vector<std::pair<process_done, process_result>> dropped;
  {
    std::lock_guard guard{mutex_};
    for (auto which = waiting_.begin(); which != waiting_.end();) {
      if (auto reason = why_drop(*which, now)) {
        dropped.emplace_back(std::move(which->done), *std::move(reason));
        which = waiting_.erase(which);
      } else {
        ++which;
      }
    }
  }
  for (auto& [done, result] : dropped)
    deliver(done, std::move(result));
}

void process_loop::kill_unwanted(time_point now) {
  for (auto& active : active_) {
    if (is_cancelled(active.token))
      active.process->kill(now, errc::cancelled, " was cancelled");
  }
}

void process_loop::start_waiting(time_point now) {
  while (int(active_.size()) < config_.at_once) {
    waiting_process next;
    {
      std::lock_guard guard{mutex_};
      if (waiting_.empty())
        return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    start(std::move(next), now);
  }
}

void process_loop::start(waiting_process next, time_point now) {
  auto spawned = spawn(config_.reaper, next.request.argv, program_environment(next.request.env),
                       next.request.memory_bytes, next.request.folder);
  if (!spawned) {
    deliver(next.done, {errc::io_error, spawned.error().detail});
    return;
  }
  active_.push_back(
      {next.token, std::move(next.done),
       std::make_unique<running_process>(*std::move(spawned), std::move(next.request), now,
                                         next.expires, config_.kill_grace)});
}

bool process_loop::is_done() {
  std::lock_guard guard{mutex_};
  return stopping_ && active_.empty() && waiting_.empty();
}

int process_loop::milliseconds_to_wait(time_point now) {
  auto soonest = now + std::chrono::hours{1};
  for (const auto& active : active_)
    soonest = std::min(soonest, active.process->due());
  {
    std::lock_guard guard{mutex_};
    for (const auto& waiting : waiting_)
      soonest = std::min(soonest, waiting.expires.value_or(soonest));
  }
  return int(std::max(std::chrono::ceil<milliseconds>(soonest - now), milliseconds{0}).count());
}

void process_loop::wait_for_events(time_point now) {
  std::vector<pollfd> events{{wake_.get(), POLLIN, 0}};
  for (const auto& active : active_) {
    const auto wanted = active.process->wanted();
    events.insert(events.end(), wanted.begin(), wanted.end());
  }
  ::poll(events.data(), events.size(), milliseconds_to_wait(now));
  std::uint64_t count = 0;
  (void)!::read(wake_.get(), &count, sizeof count);
}

/// Each program looks after itself: its descriptors never block, and there are
/// few of them.
void process_loop::advance_all(time_point now) {
  for (auto active = active_.begin(); active != active_.end();) {
    active->process->advance(now);
    if (!active->process->ended()) {
      ++active;
      continue;
    }
    auto result = active->process->take_result();
    auto done = std::move(active->done);
    active = active_.erase(active);
    deliver(done, std::move(result));
  }
}

/// Without a lock held: `done` may well ask for the next program.
void process_loop::deliver(const process_done& done, process_result result) {
  {
    std::lock_guard guard{mutex_};
    --in_hand_;
  }
  if (done)
    done(std::move(result));
}

} // namespace mesh
