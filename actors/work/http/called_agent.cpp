#include "actors/work/http/called_agent.hpp"

#include <utility>

namespace mesh {

std::optional<work_result> called_agent::start(const job& what,
                                               const std::function<work_done()>& done) {
  const std::lock_guard lock(mutex_);
  const auto now = caller_->now();
  forget_orphans(open_, now);
  if (auto before = take_up(open_, what, done, now); before.known)
    return std::move(before.result);
  if (what.time_left <= duration::zero())
    return work_result::failed(errc::expired, "no time left to call " + how_.url);
  const auto acts = what.verb == to_string(verb::act);
  if (acts && what.attempt > 0)
    return work_result::failed(
        errc::unknown, "another agent may have acted on it already, so " + how_.url
                           + " is not called; check whether it was done before you ask again");
  const auto run = ++runs_;
  // The answer waits for the lock, and so for the entry.
  auto token = caller_->call({what, how_, acts, a2a_},
                             [weak = weak_from_this(), id = what.id, run](work_result result) {
                               if (auto self = weak.lock())
                                 self->finish(id, run, std::move(result));
                             });
  if (!token)
    return work_result::failed(token.error().code, token.error().detail);
  open_[what.id] = {{done(), std::nullopt, now + what.time_left}, run, *token};
  return std::nullopt;
}

void called_agent::finish(message_id what, std::uint64_t run, work_result result) {
  work_done done;
  {
    const std::lock_guard lock(mutex_);
    if (result.round_trip_ms > 0)
      round_trip_ms_ = result.round_trip_ms;
    const auto found = open_.find(what);
    if (found == open_.end() || found->second.run != run)
      return;
    done = end_job(open_, found, result);
  }
  if (done)
    done(std::move(result));
}

void called_agent::withdraw(message_id what) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(what);
  if (found == open_.end())
    return;
  caller_->cancel(found->second.token);
  open_.erase(found);
}

void called_agent::orphan() {
  const std::lock_guard lock(mutex_);
  mesh::orphan(open_);
}

} // namespace mesh
