#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "actors/work/person/answer_habits.hpp"
#include "actors/work/person/person_desk.hpp"
#include "config/config.hpp"
#include "messages/link_batch.hpp"
#include "messages/person_relay.hpp"

namespace mesh::node {

/// The way of messages for people from this host to the inbox, which is at the orchestrator's
/// host (Z1, class F). What is open here is asked again whenever this host joins: the inbox
/// knows it. Any thread; no call waits.
class people_elsewhere final : public person_desk {
public:
  struct clocks {
    std::function<time_point()> now;
    std::function<std::uint64_t(time_point)> wall_ms; // of a moment, since 1970
  };
  people_elsewhere(const config& cfg, clocks time);
  /// Says an entry to the orchestrator's host, from here on.
  void speak(std::function<void(link_entry)> say);

  // -- the work -------------------------------------------------------------------------

  [[nodiscard]] bool has(agent_id who) const override;
  /// Nothing is known at once, but that a note is only to be read.
  std::optional<work_result> start(agent_id who, const job& what,
                                   const std::function<work_done()>& done) override;
  void withdraw(agent_id who, message_id what) override;
  void orphan(agent_id who) override;
  /// By what the inbox has told of this person's answers; until then by what was declared.
  [[nodiscard]] std::optional<double> lead_time_ms(agent_id who, std::string_view source,
                                                   time_point arrive) const override;

  // -- the orchestrator's host ------------------------------------------------------------

  /// It has taken this one in; it may be another process than before.
  void joined();
  void answered(std::uint64_t question, person_answer what);
  void learned(const people_paces& all);

private:
  struct open_question {
    person_question what;
    work_done done;
    time_point asked;
  };
  void ask(std::uint64_t number, const open_question& one) const;
  /// Says so when anything of it was open. Message 0: all of this person's.
  void drop(const person_withdrawal& what);

  const clocks time_;
  mutable std::mutex mutex_;
  std::function<void(link_entry)> say_;
  std::map<agent_id, answer_habits> people_;
  std::map<std::uint64_t, open_question> open_;
  std::uint64_t last_ = 0;
};

} // namespace mesh::node
