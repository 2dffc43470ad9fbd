#pragma once
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/chain_messages.hpp"
#include "actors/supervision/supervised_children.hpp"

namespace mesh {

/// To the supervisor, by itself: the schedulers' signs of life are due.
struct watch_schedulers {};

/// From the thread that writes: a chain that was begun is durable, or why it is not.
struct chain_begin_kept {
  std::uint32_t chain = 0;
  error failure;
};

using chain_supervisor_self = chain_supervisor_actor::extend<caf::reacts_to<supervisor_tick>,
                                                             caf::reacts_to<watch_schedulers>,
                                                             caf::reacts_to<chain_begin_kept>>;

struct chain_supervisor_setup {
  const surroundings* around = nullptr;
  std::shared_ptr<const chain_ways> ways;
  strategy_ptr strategy;
};

/// V6: supervises one scheduler for each sector. A scheduler that fails, or hangs (F2), costs
/// no other one anything: its successor goes on from the book.
class chain_supervisor_state {
public:
  void begin(chain_supervisor_self::pointer self, chain_supervisor_setup setup);
  [[nodiscard]] caf::result<chain_answer> run(const run_chain_request& what);
  void heed(const chain_begin_kept& what);
  [[nodiscard]] caf::result<chain_answer> pass_on(const chain_order& what);
  void inject(sector_id sector, const fault& what);
  /// Starts schedulers that were given up, of sectors in that scope.
  [[nodiscard]] heal_report heal(const scope& where);
  void due() { children_.due(); }
  /// Asks each scheduler for a sign of life, and replaces those that gave none in time.
  void watch();

private:
  [[nodiscard]] chain_scheduler_actor scheduler(sector_id sector) const;

  chain_supervisor_self::pointer self_ = nullptr;
  chain_supervisor_setup setup_;
  supervised_children children_;
  std::vector<std::uint64_t> lives_;
  std::vector<std::optional<time_point>> unanswered_; // since when, as this process listens
  struct open_answer {
    caf::typed_response_promise<chain_answer> to;
    std::string id;
  };
  std::map<std::uint32_t, open_answer> not_kept_yet_; // by the chain's number
};

chain_supervisor_self::behavior_type
chain_supervisor(chain_supervisor_self::stateful_pointer<chain_supervisor_state> self,
                 chain_supervisor_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::watch_schedulers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_begin_kept)
