#pragma once
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "actors/work/work.hpp"

/// Jobs that were given to somebody elsewhere and have not ended, over the restarts of their
/// agent's actor: by message, in a map of structs that derive from open_job. Whoever has the
/// map guards it.
namespace mesh {

struct open_job {
  work_done done;                    // none: its actor has died
  std::optional<work_result> result; // that came since then
  time_point until;                  // it is wanted
};

/// Jobs of an actor that has died are not asked of the next one when nobody waits any more.
template <class Job>
void forget_orphans(std::map<message_id, Job>& open, time_point now) {
  std::erase_if(open, [now](const auto& entry) {
    return !entry.second.done && entry.second.until < now;
  });
}

/// Their actor has died: they go on.
template <class Job>
void orphan(std::map<message_id, Job>& open) {
  for (auto& [id, one] : open)
    one.done = nullptr;
}

/// A job that was open when the actor before this one died.
struct taken_up {
  bool known = false;
  std::optional<work_result> result; // that it has had meanwhile: it is not open any more
};
/// The next actor asks for a job: one that is known goes on for it.
template <class Job>
taken_up take_up(std::map<message_id, Job>& open, const job& what,
                 const std::function<work_done()>& done, time_point now) {
  const auto found = open.find(what.id);
  if (found == open.end())
    return {};
  auto& one = found->second;
  if (one.result) {
    taken_up ended{true, std::move(one.result)};
    open.erase(found);
    return ended;
  }
  one.done = done();
  one.until = now + what.time_left;
  return {true, std::nullopt};
}

/// A job has ended. Whom to give the result to, not under the lock; null: it is kept for the
/// next actor, should that ask.
template <class Job>
work_done end_job(std::map<message_id, Job>& open,
                  typename std::map<message_id, Job>::iterator which, work_result& result) {
  auto& one = which->second;
  if (!one.done) {
    one.result = std::move(result);
    return nullptr;
  }
  auto done = std::move(one.done);
  open.erase(which);
  return done;
}

/// The work of an agent that is elsewhere, which `Agent` is the mesh's side of.
template <class Agent>
class work_elsewhere : public work {
public:
  explicit work_elsewhere(std::shared_ptr<Agent> agent) : agent_(std::move(agent)) {}
  ~work_elsewhere() override { agent_->orphan(); }

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& completion) override {
    if (auto at_once = agent_->start(what, completion))
      return planned_result{std::move(*at_once)};
    return std::nullopt;
  }
  void cancel(message_id id) override { agent_->withdraw(id); }
  [[nodiscard]] bool cancels() const override { return true; }
  [[nodiscard]] bool measures_own_link() const override { return true; }
  [[nodiscard]] double own_round_trip_ms() const override { return agent_->round_trip_ms(); }

protected:
  [[nodiscard]] Agent& agent() const { return *agent_; }

private:
  std::shared_ptr<Agent> agent_;
};

} // namespace mesh
