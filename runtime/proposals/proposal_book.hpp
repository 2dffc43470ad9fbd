#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/person/line_keeper.hpp"
#include "runtime/proposals/proposal.hpp"

namespace mesh {

/// The one who decides about a proposal.
struct decider {
  std::string name;
  proposer kind = proposer::person;
};

/// The proposals of a mesh (N1): each is decided once, by one person, whoever else tries at the
/// same time. Times are in ms since 1970. After a restart those that waited are expired: they
/// were made for a mesh that is no more. Any thread.
class proposal_book {
public:
  static constexpr std::size_t most_waiting = 100;
  static constexpr std::size_t most_of_mesh = 10; // of them, that no person asked for
  static constexpr std::size_t most_over = 1'000; // that are remembered
  static constexpr std::uint64_t usual_life_ms = 600'000;
  static constexpr std::uint64_t asked_again_after_ms = 3'600'000; // by the mesh

  /// Before it is used; `keeper` outlives its use. Without one nothing outlives the process.
  void keep_with(line_keeper* keeper) { keeper_ = keeper; }
  /// Takes a line that was kept, in the order in which they were. `invalid_argument`.
  tl::expected<void, error> restore(std::string_view line);

  /// With a number, from now on; lives for ten minutes unless it says otherwise. One that waits
  /// with the same commands, by the same, is renewed instead; when its agents have changed
  /// since, it is stale, and this one takes its place. `too_many_in_flight`; `already_exists`:
  /// the mesh's own was rejected within an hour.
  tl::expected<proposal, error> add(proposal what, std::uint64_t now_ms);

  /// Approves it: nobody else can from here on, and who took it runs it and says how it ended.
  /// `unknown_target`, `expired`, `already_exists` (somebody was faster, and who), `denied` (no
  /// person).
  tl::expected<proposal, error> take(std::uint64_t number, const decider& who,
                                     std::uint64_t now_ms);
  /// The end of one that was taken. `instead`: under which number it is offered anew.
  proposal end(std::uint64_t number, proposal_state how, std::string outcome,
               std::uint64_t instead, std::uint64_t now_ms);
  /// As take().
  tl::expected<proposal, error> reject(std::uint64_t number, const decider& who,
                                       std::string why, std::uint64_t now_ms);

  /// In the order of their numbers: those that are not over, and the newest that are.
  [[nodiscard]] std::vector<proposal> all(std::uint64_t now_ms);
  [[nodiscard]] std::optional<proposal> find(std::uint64_t number, std::uint64_t now_ms);
  /// Of this one, the newest last.
  [[nodiscard]] std::vector<proposal> waiting_of(const std::string& by, std::uint64_t now_ms);
  /// Those that have expired since this was asked last, for the events.
  [[nodiscard]] std::vector<proposal> take_expired(std::uint64_t now_ms);
  /// The number of all that ever ended so.
  [[nodiscard]] std::uint64_t count(proposal_state how) const;

private:
  void expire(std::uint64_t now_ms);
  void close(proposal& what, proposal_state how, std::uint64_t now_ms);
  void keep(const proposal& what);
  void make_room();
  [[nodiscard]] error no_room(const proposal& what, std::uint64_t now_ms) const;
  tl::expected<proposal*, error> open_one(std::uint64_t number, const decider& who,
                                          std::uint64_t now_ms);

  line_keeper* keeper_ = nullptr;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, proposal> all_;
  std::map<proposal_state, std::uint64_t> counts_;
  std::vector<proposal> expired_;
  std::uint64_t last_number_ = 0;
};

} // namespace mesh
