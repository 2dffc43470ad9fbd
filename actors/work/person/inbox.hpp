#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/person/answer_habits.hpp"
#include "actors/work/person/inbox_item.hpp"
#include "actors/work/person/line_keeper.hpp"
#include "actors/work/person/person_desk.hpp"
#include "config/person.hpp"
#include "messages/person_relay.hpp"

namespace mesh {

/// Counts of all items since the start.
struct inbox_counts {
  std::atomic<std::uint64_t> asked{0};
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> expired{0};
  std::atomic<std::uint64_t> withdrawn{0};
};

/// The messages for the people of a process (class F). Each waits until it is answered, or
/// until nobody waits for its answer: over restarts of its agent's actor, and with a keeper
/// over those of the process. A gather that was planned for a moment asks again under the same
/// key after a restart: it finds the item, or the answer that it was given meanwhile.
///
/// An answer is given only when it is on the disk. Any thread; no call waits.
class inbox final : public person_desk {
public:
  struct clocks {
    std::function<std::uint64_t()> now_ms;          // since 1970
    std::function<std::uint64_t(time_point)> at_ms; // the same of a moment
  };
  using answered_item = std::function<void(const tl::expected<inbox_item, error>&)>;

  /// `most`: items of one person that may be open.
  inbox(clocks time, std::size_t most) : time_(std::move(time)), most_(most) {}
  /// Before it is used; `keeper` outlives its use. Without one nothing outlives the process.
  void keep_with(line_keeper* keeper) { keeper_ = keeper; }

  /// There is such a person. `prior_ms`: what an answer takes them, until some were given.
  void add(agent_id who, const person_config& person, double prior_ms);
  [[nodiscard]] bool has(agent_id who) const override;
  [[nodiscard]] bool empty() const;
  /// Takes a line that was kept, in the order in which they were. `invalid_argument`.
  tl::expected<void, error> restore(std::string_view line);

  // -- the work ---------------------------------------------------------------------

  std::optional<work_result> start(agent_id who, const job& what,
                                   const std::function<work_done()>& done) override;
  void withdraw(agent_id who, message_id what) override;
  void orphan(agent_id who) override;
  [[nodiscard]] std::optional<double> lead_time_ms(agent_id who, std::string_view source,
                                                   time_point arrive) const override;

  // -- the people -------------------------------------------------------------------

  /// Answers an item; a note is read. `unknown_target`: there is none with this number;
  /// `invalid_argument`: it has ended; the disk's error: it stays open.
  void answer(std::uint64_t number, trinary state, const std::string& text,
              const std::string& by, const answered_item& then);
  /// Of one person, or of all; the open ones, or also those that have ended lately.
  [[nodiscard]] std::vector<inbox_item> items(const std::string& person, bool ended) const;
  /// Answers that were given to a planned gather.
  [[nodiscard]] std::vector<inbox_item> answers_to(std::string_view source) const;
  /// A person, and what is known of their answers.
  struct person_view {
    agent_id id;
    std::string name;
    std::size_t open = 0;
    std::size_t answers = 0;
    double usual_ms = 0; // of their working time
  };
  [[nodiscard]] std::vector<person_view> people() const;
  /// Calls it for each new item, from any thread.
  void on_new(std::function<void(const inbox_item&)> tell);
  /// Items of all people that wait.
  [[nodiscard]] std::size_t open() const;
  /// The longest lead time of the people in this part of the mesh; none: there are none.
  [[nodiscard]] std::optional<double>
  longest_lead_ms(const scope& where, std::string_view source, time_point arrive) const;
  /// The knowledge of everybody's answers, for whoever plans elsewhere (S1), and how often
  /// that has changed.
  [[nodiscard]] people_paces paces() const;
  [[nodiscard]] std::uint64_t lessons() const { return lessons_; }
  /// Now and then: ends what nobody waits for any more, and forgets what has ended long ago.
  void tick();
  [[nodiscard]] const inbox_counts& counts() const { return counts_; }

private:
  struct entry {
    inbox_item item;
    work_done done;       // none: nobody waits here
    bool closing = false; // its answer is on its way to the disk
  };
  struct person {
    std::string name;
    answer_habits habits;
  };
  using entries = std::map<std::uint64_t, entry>;
  entry* find_key(const std::string& person, std::string_view key);
  [[nodiscard]] const entry* find_key(const std::string& person, std::string_view key) const;
  [[nodiscard]] std::size_t open_of(const std::string& person) const;
  person* named(const std::string& name);
  [[nodiscard]] double lead_ms(const person& who, std::string_view source,
                               time_point arrive) const;
  [[nodiscard]] work_result result_of(const inbox_item& item) const;
  void end(entry& one, inbox_state how);
  void learn(const inbox_item& item);
  void keep(const inbox_item& item);
  void answer_kept(std::uint64_t number, inbox_item answered,
                   const tl::expected<void, error>& written, const answered_item& then);

  const clocks time_;
  const std::size_t most_;
  line_keeper* keeper_ = nullptr;
  inbox_counts counts_;
  std::atomic<std::uint64_t> lessons_{1};
  mutable std::mutex mutex_;
  std::map<agent_id, person> people_;
  entries items_;
  std::uint64_t last_number_ = 0;
  std::function<void(const inbox_item&)> tell_;
};

} // namespace mesh
