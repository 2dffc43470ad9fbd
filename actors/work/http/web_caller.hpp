#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <tl/expected.hpp>

#include "actors/work/work.hpp"
#include "config/calls.hpp"

namespace mesh {

/// A job on its way to the function that does it.
struct web_call {
  job what; // its owner keeps the texts
  http_work_config to;
  bool acts = false; // it may take effect outside: it reaches the function once at most (M3)
  std::optional<a2a_work_config> a2a = {}; // none: the job is POSTed as it is
};

/// The way to functions behind URLs, as works use it. Any thread; no call waits.
class web_caller {
public:
  using token = std::uint64_t;
  virtual ~web_caller() = default;
  /// POSTs a job, again where that may help, within its `time_left`. `done` is called once,
  /// from a thread of the caller and not before this returns. `queue_full`: too many wait
  /// already, and `done` is never called.
  virtual tl::expected<token, error> call(web_call what, work_done done) = 0;
  /// The answer is not wanted any more: the request ends, and `done` is not called.
  virtual void cancel(token which) = 0;
  /// The clock that agents' works use.
  [[nodiscard]] virtual time_point now() const = 0;
};

} // namespace mesh
