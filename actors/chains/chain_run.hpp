#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/chains/chain_map.hpp"
#include "actors/chains/effect_gate.hpp"
#include "actors/chains/task_round.hpp"

namespace mesh {

/// One chain on its way: events in, actions out. Knows no clock, and of agents only their ids.
///
/// A task begins when each way that may lead to it is decided or assumed and one does. Done,
/// it is *assumed* complete: its verification begins, and the tasks behind it may begin, too,
/// as far as the dial allows (V2). When all its steps have passed and all that it builds on
/// is verified, it is *verified*: its output is a checkpoint (V8) and its effects are due.
/// When it is refuted, or its branch is decided otherwise than predicted, all that was built
/// on it is *flushed* (V3): work under way is withdrawn, results are forgotten.
///
/// Always: a verified task builds only on verified ones; nothing verified is begun again or
/// flushed; nobody who ever worked on a task checks it; each effect is due once, and those of
/// a task after those of all before it.
class chain_run {
public:
  using place = chain_map::place;
  /// Whether speculation may go on to this task. Asked each time that it could begin.
  using dial = std::function<bool(const chain_map& of, place task, int depth)>;
  /// What will decide the branch of a task that predicts nothing, as far as somebody has
  /// learned it; empty: nobody knows.
  using prediction = std::function<std::string(place task)>;

  /// The plan must be valid.
  chain_run(std::shared_ptr<const chain_plan> plan, dial may_speculate,
            prediction predicted = {});

  /// V8: what an earlier life has verified, and carried out. In any order; before begin().
  void restore(const chain_checkpoint& verified);
  void restore(const effect_outcome& outcome);
  /// An effect was begun, and nothing is known of what came of it.
  void restore(const effect_intent& begun);
  void restore(place task, agent_id worked) { map_.at(task).worked.insert(worked); }
  [[nodiscard]] chain_actions begin();

  /// The agent that took a job. It counts as one who worked on the task from now on.
  void given_to(const chain_job_id& job, agent_id agent);
  /// An agent did what it was given. Answers to what was withdrawn change nothing.
  [[nodiscard]] chain_actions answered(const chain_job_id& job, agent_id agent,
                                       const std::string& output, bool conflict);
  /// It did not: it failed, was lost, or there was nobody to take it.
  [[nodiscard]] chain_actions failed(const chain_job_id& job, std::optional<agent_id> agent,
                                     error why);
  [[nodiscard]] chain_actions carried_out(const effect_outcome& outcome);

  /// Nothing begins any more until resume(); what is under way ends.
  void pause() { paused_ = true; }
  [[nodiscard]] chain_actions resume();
  /// Withdraws all that is under way; the chain has ended.
  [[nodiscard]] chain_actions cancel();
  /// Gives tasks that failed as many attempts again, and lets a failed effect out again.
  [[nodiscard]] chain_actions retry();

  /// Who may not take this job: for a check all who ever worked on the task and who check
  /// the same part in the same step; for work those who work on another part of it, who
  /// failed at it, and whose work was refuted where the task says so.
  [[nodiscard]] std::set<agent_id> barred(const chain_job_id& job) const;

  /// V2: who did what this piece of work follows, and so takes it when it can: its agent goes
  /// on with the chain.
  [[nodiscard]] std::optional<agent_id> walker(const chain_job_id& job) const;

  [[nodiscard]] const chain_map& map() const { return map_; }
  [[nodiscard]] const chain_plan& plan() const { return map_.plan(); }
  [[nodiscard]] const task_progress& progress(place task) const { return map_.at(task); }
  [[nodiscard]] const effect_gate& effects() const { return effects_; }
  [[nodiscard]] chain_phase phase() const { return phase_; }
  [[nodiscard]] bool paused() const { return paused_; }
  [[nodiscard]] const chain_counts& counts() const { return counts_; }
  [[nodiscard]] const std::vector<flush_record>& flushes() const { return flushes_; }

private:
  [[nodiscard]] task_round round(place task);
  void touch(place task) { to_look_at_.insert(map_.rank(task)); }
  void touch_behind(place task);
  [[nodiscard]] chain_actions settle(chain_actions out);
  void look_at(place task, chain_actions& out);
  void skip_or_wait(place task, const chain_map::outlook& seen);
  void begin_task(place task, chain_actions& out);
  void heed(place task, task_round::news what, chain_actions& out);
  void assume(place task, chain_actions& out);
  void verify(place task, chain_actions& out);
  void refute(place task, const std::string& why, chain_actions& out);
  void give_up(place task, chain_actions& out);
  std::uint32_t flush_behind(place task, chain_actions& out);
  void next_effect(chain_actions& out);

  chain_map map_;
  dial may_speculate_;
  prediction predicted_;
  std::set<std::uint32_t> to_look_at_; // by rank
  std::set<place> held_;               // that the dial did not let begin
  effect_gate effects_;
  std::vector<flush_record> flushes_;
  chain_counts counts_;
  chain_phase phase_ = chain_phase::waiting;
  bool paused_ = false;
};

} // namespace mesh
