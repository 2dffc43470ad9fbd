#pragma once
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "messages/errors.hpp"

/// Waiting for the answer of an actor, and what is answered in its place.
namespace mesh {

/// Something that one thread waits for and another one provides.
template <class T>
struct awaited {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<T> value;

  void provide(T v) {
    {
      std::lock_guard lock(mutex);
      if (!value)
        value = std::move(v);
    }
    arrived.notify_all();
  }
  bool ready() {
    std::lock_guard lock(mutex);
    return value.has_value();
  }
};

/// What is answered when nobody could: the reason, where the result has it.
template <class Result>
Result failed(const error& why) {
  Result r;
  if constexpr (requires { r.failure; })
    r.failure = why;
  else
    r.total.failure = why;
  return r;
}

inline const error went_down{errc::agent_down, "who worked on this went down meanwhile",
                             "it is being replaced: ask again"};
inline const error no_answer{errc::cancelled, "cancelled; who worked on it gives no answer",
                             "what hangs is replaced by itself"};

} // namespace mesh
