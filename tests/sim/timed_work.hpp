#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actors/work/work.hpp"
#include "messages/orchestration.hpp"
#include "tests/sim/effects.hpp"

namespace mesh::testing {

/// All work of a mesh, as it is begun and ended, and what its callers are told.
struct noted_work {
  effects seen;
  std::function<time_point()> now = [] {
    return time_point{};
  };
  std::function<duration()> takes; // the next piece of work
};

/// Work that takes its time, and takes effect when that is over.
class timed_work : public work {
public:
  timed_work(std::shared_ptr<noted_work> on, agent_id who) : on_(std::move(on)), who_(who) {}
  ~timed_work() override;
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& done) override;
  void cancel(message_id id) override;

private:
  void cut_off();

  std::shared_ptr<noted_work> on_;
  agent_id who_;
  std::shared_ptr<begun_work> run_;
};

/// What the caller of a delegation is told at that moment.
void note(effects& seen, const std::string& payload, const delegate_result& told,
          time_point at);

/// What is to happen while somebody waits for an answer, between two steps of the time.
class happenings {
public:
  void at(time_point when, std::function<void()> event) {
    events_.emplace(when, std::move(event));
  }
  /// Has happen what is due; what becomes due meanwhile waits until it is over: an event may
  /// wait for an answer itself.
  void happen(const std::function<time_point()>& now);

private:
  std::multimap<time_point, std::function<void()>> events_;
  bool in_event_ = false;
};

} // namespace mesh::testing
