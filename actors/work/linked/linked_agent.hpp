#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/work/linked/agent_line.hpp"
#include "actors/work/open_jobs.hpp"

namespace mesh {

/// Counts of all agents from outside, since the start.
struct linked_counts {
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> delivered_again{0}; // after a link was lost
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> not_asked{0};         // answers that nobody waits for
  std::atomic<std::uint64_t> withdrawn{0};         // deliveries whose caller has left
  std::atomic<std::uint64_t> given_up{0};          // because their agent stayed away
  std::atomic<std::uint64_t> implausible_times{0}; // as agents reported them
};

/// The mesh's side of an agent from outside: what it was given and has not answered, over all
/// of its links and over the actor's restarts. Any thread.
///
/// A delivery stays open until it is answered or withdrawn. While the agent has no link, open
/// ones wait for it and come again on its next one with the same id, so that it can drop what
/// it has done already (M4). New work is refused meanwhile: others are chosen (F1). When it
/// stays away, open ones fail: `unknown` for what may take effect, since it may have, so that
/// nobody does it again; else `agent_offline`.
class linked_agent {
public:
  using clock = std::function<time_point()>;

  linked_agent(agent_id id, clock now, linked_counts& counts);

  // -- the work ---------------------------------------------------------------------

  /// Hands a job over. A result at once: it cannot be. A job that was open when the actor
  /// before this one died goes on, and is not delivered again.
  std::optional<work_result> start(const job& what, const std::function<work_done()>& done);
  void withdraw(message_id what);
  /// The actor has died: what is open goes on, and its answers are kept for the next one.
  void orphan();
  [[nodiscard]] bool present() const;
  [[nodiscard]] double round_trip_ms() const; // of its link; 0: not known
  double take_round_trip_ms(); // once for each measurement; 0: there is no new one
  void watch_presence(std::function<void()> changed);
  void pause(bool frozen);
  [[nodiscard]] bool frozen() const;

  // -- the link ---------------------------------------------------------------------

  /// It has come over this link, under this name; the one before, if there is one, is not
  /// its any more. `instance`: the same for as long as it remembers what it has done; empty:
  /// it does not. What acts, and was given to one that remembers nothing of it, is `unknown`.
  void attach(std::shared_ptr<agent_line> line, const std::string& name,
              const std::string& instance);
  /// That link is lost.
  void detach(const agent_line* line);
  /// It takes no new work over its link, or takes it again.
  void step_aside(bool aside);
  /// It has left and will not answer: what is open fails at once.
  void leave(const agent_line* line);
  /// Its answer. False: nobody has asked that, or does not want to know any more. The answer
  /// to what was withdrawn goes to the actor all the same: it measures (Z5).
  bool answer(message_id what, work_result result, double processing_ms);
  /// A report on work that takes its time. Changes nothing but what people see.
  void progress(message_id what, double share, const std::string& note);
  /// It has been away for too long: what is open fails. True: something did.
  bool give_up_if_away(duration longest);

  [[nodiscard]] agent_id id() const { return id_; }
  /// As it was enrolled; its place in the mesh before it has come.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::size_t open() const;
  /// Deliveries that it has not answered, in the order of the ids.
  struct open_delivery {
    message_id id;
    duration since{};
    int attempt = 0;
    double share = 0; // done, as it says: 0 to 1
    std::string note;
  };
  [[nodiscard]] std::vector<open_delivery> open_deliveries() const;

private:
  struct delivery : open_job {
    job what;
    time_point sent_at{};
    std::uint8_t attempt = 0;
    double share = 0;
    std::string note;
  };
  using ended = std::vector<std::pair<work_done, work_result>>;
  void deliver(delivery& d, time_point now);
  ended fail_open(const std::string& why, bool only_acts = false);
  void tell_presence();
  void keep_withdrawn(delivery d);
  [[nodiscard]] work_result measured(const delivery& d, work_result result,
                                     double processing_ms);
  std::optional<delivery> take_withdrawn(message_id what);

  const agent_id id_;
  const clock now_;
  linked_counts& counts_;
  mutable std::mutex mutex_;
  std::string name_;
  std::string instance_;
  std::shared_ptr<agent_line> line_; // none: away
  time_point away_since_;
  bool aside_ = false;
  bool frozen_ = false;
  std::map<message_id, delivery> open_;
  std::deque<delivery> withdrawn_; // the newest, while the answer may come over this link
  std::uint32_t taken_ = 0;        // measurements of the link
  std::function<void()> presence_changed_;
};

} // namespace mesh
