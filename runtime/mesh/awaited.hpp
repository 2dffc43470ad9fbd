#pragma once
#include <condition_variable>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "messages/errors.hpp"
#include "messages/orchestration.hpp"

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

/// Whether somebody may act on what was asked, whoever answers for it.
template <class Result>
inline constexpr bool takes_effect =
    std::is_same_v<
        Result,
        scatter_result> || std::is_same_v<Result, cascade_result> || std::is_same_v<Result, delegate_result> || std::is_same_v<Result, pipeline_result>;

/// The answer when nobody could give one: the reason, where the result has it.
template <class Result>
Result failed(const error& why) {
  Result r;
  if constexpr (requires { r.failure; })
    r.failure = why;
  else
    r.total.failure = why;
  return r;
}

/// The actor that worked on it went down. What it had passed on before may be done all the
/// same, until its successor has taken it back (M3).
template <class Result>
error went_down() {
  if constexpr (takes_effect<Result>)
    return {errc::unknown,
            "the coordinator of this went down: work that agents had started may be done, the "
            "rest will not be",
            "it is being replaced: check whether it was done before you ask again"};
  else
    return {errc::agent_down, "the actor that worked on this went down",
            "it is being replaced: ask again"};
}

/// It was cancelled, and who worked on it does not say that it has ended.
template <class Result>
error no_answer() {
  if constexpr (takes_effect<Result>)
    return {errc::unknown, "cancelled; its coordinator does not answer, so it may be done",
            "unresponsive actors are replaced automatically; check whether it was done"};
  else
    return {errc::cancelled, "cancelled; the actor that worked on it does not answer",
            "unresponsive actors are replaced automatically"};
}

} // namespace mesh
