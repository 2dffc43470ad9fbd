#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "actors/chains/chain_board.hpp"
#include "actors/chains/chain_errand.hpp"
#include "actors/chains/chain_keeper.hpp"
#include "actors/chains/crew_load.hpp"
#include "actors/chains/job_market.hpp"
#include "actors/chains/regimen_table.hpp"

namespace mesh {

/// How far an effect is that was begun.
struct kept_effect {
  bool open = false; // begun, and no outcome is known
  bool here = false; // begun by this process
  error failure;     // of the newest outcome
};

/// What is to go on of a chain, whoever schedules it: its plan and what is verified (V8).
struct kept_chain {
  std::uint32_t number = 0;
  std::string id; // as an operator has named it, or its name and number
  std::shared_ptr<const chain_plan> plan;
  time_point begun{};
  /// Who was ever given work on each task: nobody of them is to check it.
  std::vector<std::pair<std::uint32_t, agent_id>> worked;
  std::vector<chain_checkpoint> verified;
  std::map<std::pair<std::uint32_t, std::uint32_t>, kept_effect> effects; // by task and place
  bool paused = false;
  bool cancelled = false;
  std::string digest = {}; // see chain_name
};

/// What an operator calls a chain, so that asking twice begins it once. The digest is that of
/// its content: the same name with another one is refused.
struct chain_name {
  std::string id; // empty: the book makes one up
  std::string digest;
};

/// V6, V8: the chains of a process, which outlive the schedulers that work on them: a new
/// scheduler goes on from here. Any thread.
class chain_book {
public:
  /// `keeper`: where records outlive the process; none: nowhere. It outlives the book.
  /// `most`: chains that there can be.
  explicit chain_book(std::uint32_t sectors, chain_keeper* keeper = nullptr,
                      std::size_t most = chain_board::most_chains)
      : sectors_(sectors),
        keeper_(keeper),
        most_(most),
        load_(static_cast<int>(sectors)),
        market_(static_cast<int>(sectors)),
        board_(most) {}
  /// What an earlier process has kept. Before the first scheduler. `errc::store_corrupt` when
  /// a record does not fit those before it.
  tl::expected<void, error> restore(const std::vector<chain_record>& records, time_point now);

  struct added {
    kept_chain chain;
    bool again = false; // it was there: nothing is kept, and nobody told
  };
  /// `errc::too_many_in_flight` when there is no room for one more, `errc::already_exists`
  /// when there is another chain of that name. `done` is told when it is durable.
  tl::expected<added, error> add(std::shared_ptr<const chain_plan> plan, time_point now,
                                 const chain_name& called = {},
                                 chain_keeper::written done = {});
  void worked(std::uint32_t number, std::uint32_t task, agent_id agent);
  /// `done` is told when it is durable, or at once when nothing is.
  void verified(std::uint32_t number, const chain_checkpoint& what, chain_keeper::written done);
  /// Whether a checkpoint is durable only some time later.
  [[nodiscard]] bool durable() const { return keeper_ != nullptr; }
  /// Hands in again what the disk did not take.
  void try_again(std::uint32_t number, chain_keeper::written done);
  void begins(std::uint32_t number, const effect_intent& what, chain_keeper::written done);
  void carried_out(std::uint32_t number, const effect_outcome& what,
                   chain_keeper::written done);
  /// None when it was never begun.
  [[nodiscard]] std::optional<kept_effect> effect_of(std::uint32_t number,
                                                     const effect_intent& which) const;
  void paused(std::uint32_t number, bool is);
  void cancelled(std::uint32_t number);
  /// Nothing when there is no chain of that number.
  [[nodiscard]] std::optional<kept_chain> find(std::uint32_t number) const;
  /// Those that a sector's scheduler works on.
  [[nodiscard]] std::vector<kept_chain> of(sector_id sector) const;
  /// Each chain has one.
  [[nodiscard]] sector_id home_of(std::uint32_t number) const {
    return {static_cast<std::uint8_t>(number % sectors_)};
  }
  /// `errc::unknown_target` when there is no chain of that id.
  [[nodiscard]] tl::expected<std::uint32_t, error> number_of(const std::string& id) const;
  [[nodiscard]] std::uint32_t size() const;
  /// Of the next chain: one more for each that there ever was.
  [[nodiscard]] std::uint64_t next_serial() const;

  /// What schedulers of this process share, beside the board.
  [[nodiscard]] crew_load& load() { return load_; }
  [[nodiscard]] const crew_load& load() const { return load_; }
  [[nodiscard]] job_market& market() { return market_; }
  [[nodiscard]] walk_counters& counters() { return counters_; }
  [[nodiscard]] const walk_counters& counters() const { return counters_; }
  [[nodiscard]] regimen_table& regimens() { return regimens_; }
  [[nodiscard]] const regimen_table& regimens() const { return regimens_; }

  [[nodiscard]] chain_board& board() { return board_; }
  [[nodiscard]] const chain_board& board() const { return board_; }

private:
  [[nodiscard]] const kept_chain* find(const std::string& id) const;
  [[nodiscard]] std::string new_id(const std::string& of) const;
  void keep(std::uint32_t number, decltype(chain_record::what) what,
            chain_keeper::written done = {}) const;
  tl::expected<void, error> apply(const chain_record& record, time_point now);

  const std::uint32_t sectors_;
  chain_keeper* keeper_;
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::vector<kept_chain> chains_;
  std::uint64_t next_serial_ = 1;
  crew_load load_;
  job_market market_;
  walk_counters counters_;
  regimen_table regimens_;
  chain_board board_;
};

} // namespace mesh
