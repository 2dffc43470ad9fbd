#include "actors/work/process/running_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <utility>

#include "actors/work/text.hpp"

namespace mesh {

namespace {

constexpr std::size_t chunk_bytes = 65'536;
constexpr std::size_t stderr_bytes = 4'096; // of which the last are kept

/// Whether the call has to wait; anything else that went wrong is the end.
bool must_wait() {
  return errno == EAGAIN || errno == EINTR;
}

/// Reads one chunk onto `text`. Closes the descriptor at its end. Says whether
/// there may be more at once.
bool read_chunk(unique_fd& from, std::string& text) {
  std::array<char, chunk_bytes> chunk; // NOLINT: filled by read()
  auto got = ::read(from.get(), chunk.data(), chunk.size());
  if (got > 0) {
    text.append(chunk.data(), std::size_t(got));
    return true;
  }
  if (got == 0 || !must_wait())
    from.reset();
  return false;
}

} // namespace

running_process::running_process(spawned process, process_request request, time_point now,
                                 std::optional<time_point> expires, duration kill_grace)
    : process_(std::move(process)),
      request_(std::move(request)),
      kill_at_(now + request_.run_limit),
      kill_reason_(" did not end within " + in_ms(request_.run_limit)),
      kill_grace_(kill_grace) {
  if (expires && *expires < kill_at_) {
    kill_at_ = *expires;
    kill_reason_ = " did not end within the " + in_ms(*request_.total_limit) + " it was given";
  }
  ending_.program = request_.argv.front();
  ending_.memory_limit_bytes = request_.memory_bytes;
  if (request_.input.empty())
    process_.input.reset();
}

running_process::~running_process() {
  if (process_.control)
    finish();
}

running_process::events running_process::wanted() const {
  return {{{process_.control.get(), POLLIN, 0},
           {process_.input.get(), POLLOUT, 0},
           {process_.output.get(), POLLIN, 0},
           {process_.errors.get(), POLLIN, 0}}};
}

void running_process::advance(time_point now) {
  feed();
  read_output(now);
  read_errors();
  read_reports(now);
  enforce_limits(now);
}

/// A program that does not read its input, or closes it, may do so.
void running_process::feed() {
  if (!process_.input)
    return;
  auto put = ::write(process_.input.get(), request_.input.data() + fed_bytes_,
                     std::min(request_.input.size() - fed_bytes_, chunk_bytes));
  if (put > 0)
    fed_bytes_ += std::size_t(put);
  if (fed_bytes_ == request_.input.size() || (put < 0 && !must_wait()))
    process_.input.reset();
}

/// Keeps one byte over the limit at most, to know that it was passed.
void running_process::read_output(time_point now) {
  if (!process_.output)
    return;
  read_chunk(process_.output, output_);
  if (std::int64_t(output_.size()) <= request_.output_bytes)
    return;
  output_.clear();
  process_.output.reset();
  kill(now, errc::command_output_limit,
       " wrote more than " + std::to_string(request_.output_bytes) + " bytes");
}

void running_process::read_errors() {
  if (!process_.errors)
    return;
  auto& tail = ending_.stderr_tail;
  read_chunk(process_.errors, tail);
  if (tail.size() > stderr_bytes)
    tail.erase(0, tail.size() - stderr_bytes);
}

void running_process::note(reaper::report what) {
  using reaper::report_kind;
  switch (what.kind) {
  case report_kind::setup_failed:
    ending_.setup_errno = int(what.value);
    break;
  case report_kind::exec_failed:
    ending_.exec_errno = int(what.value);
    break;
  case report_kind::peak_memory:
    ending_.peak_memory_bytes = what.value;
    break;
  case report_kind::survivors:
    ending_.survivors = int(what.value);
    break;
  case report_kind::ended:
    ending_.wait_status = int(what.value);
    break;
  }
}

void running_process::read_reports(time_point now) {
  for (;;) {
    reaper::report what;
    auto got = ::recv(process_.control.get(), &what, sizeof what, 0);
    if (got == sizeof what) {
      note(what);
      continue;
    }
    if (got < 0 && must_wait())
      return;
    drain(now); // the reaper is gone, and so is all that could still write
    finish();
    return;
  }
}

/// Output that was written before the end and is still in the pipes.
void running_process::drain(time_point now) {
  for (auto before = output_.size(); process_.output; before = output_.size()) {
    read_output(now);
    if (output_.size() == before) // nothing left, though a survivor may hold the pipe
      break;
  }
  read_errors(); // a pipe holds no more than one chunk
}

void running_process::kill(time_point now, errc why, const std::string& detail) {
  if (ending_.killed_for)
    return;
  ending_.killed_for = process_result{why, ending_.program + detail};
  give_up_at_ = now + kill_grace_;
  if (process_.control)
    ::shutdown(process_.control.get(), SHUT_WR);
}

void running_process::enforce_limits(time_point now) {
  if (ended() || now < due())
    return;
  if (!ending_.killed_for) {
    kill(now, errc::command_timeout, kill_reason_);
    return;
  }
  ending_.killed_for->detail +=
      "; its processes were still there " + in_ms(kill_grace_) + " after they were killed";
  finish();
}

/// Takes leave of the reaper. One that has not reported the end is killed: it
/// is dead already or not doing its duty.
void running_process::finish() {
  if (!ending_.wait_status)
    ::kill(process_.reaper, SIGKILL);
  while (::waitpid(process_.reaper, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = {};
}

process_result running_process::take_result() {
  auto result = judge(ending_);
  if (result.failure == errc::none)
    result.output = std::move(output_);
  return result;
}

} // namespace mesh
