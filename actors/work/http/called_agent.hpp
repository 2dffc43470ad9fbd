#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "actors/work/http/web_caller.hpp"
#include "actors/work/open_jobs.hpp"

namespace mesh {

/// The mesh's side of an agent behind a URL: what was POSTed and is not answered, over the
/// restarts of its actor. Any thread.
///
/// A job that acts is given to the function once: when the actor dies meanwhile, the call goes
/// on and its result waits for the next actor; when somebody else may have begun the job, it
/// is `unknown` (M3).
class called_agent : public std::enable_shared_from_this<called_agent> {
public:
  called_agent(std::shared_ptr<web_caller> caller, http_work_config how)
      : caller_(std::move(caller)), how_(std::move(how)) {}
  /// One that speaks A2A.
  called_agent(std::shared_ptr<web_caller> caller, a2a_work_config how)
      : caller_(std::move(caller)),
        how_{how.url, how.timeout_ms, how.answer_bytes},
        a2a_(std::move(how)) {}

  /// Calls the function. A result at once: it was there already, or the job cannot be done.
  std::optional<work_result> start(const job& what, const std::function<work_done()>& done);
  void withdraw(message_id what);
  /// The actor has died: calls go on, and their results are kept for the next one.
  void orphan();
  /// As connecting took last; 0: never connected.
  [[nodiscard]] double round_trip_ms() const { return round_trip_ms_; }

private:
  struct open_call : open_job {
    std::uint64_t run = 0; // a job that was withdrawn may come again
    web_caller::token token = 0;
  };
  void finish(message_id what, std::uint64_t run, work_result result);

  const std::shared_ptr<web_caller> caller_;
  const http_work_config how_;
  const std::optional<a2a_work_config> a2a_;
  std::atomic<float> round_trip_ms_{0};
  std::mutex mutex_;
  std::uint64_t runs_ = 0;
  std::map<message_id, open_call> open_;
};

} // namespace mesh
