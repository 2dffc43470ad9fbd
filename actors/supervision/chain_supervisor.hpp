#pragma once
#include <memory>

#include <caf/all.hpp>

#include "actors/chain_messages.hpp"
#include "actors/supervision/supervised_children.hpp"

namespace mesh {

using chain_supervisor_self = chain_supervisor_actor::extend<caf::reacts_to<supervisor_tick>>;

struct chain_supervisor_setup {
  const surroundings* around = nullptr;
  std::shared_ptr<const chain_ways> ways;
  strategy_ptr strategy;
};

/// V6: supervises one scheduler for each sector. A scheduler that fails costs no other one
/// anything: its successor goes on from the book.
class chain_supervisor_state {
public:
  void begin(chain_supervisor_self::pointer self, chain_supervisor_setup setup);
  [[nodiscard]] chain_answer run(const run_chain_request& what);
  [[nodiscard]] caf::result<chain_answer> pass_on(const chain_order& what);
  void inject(sector_id sector, const fault& what);
  void due() { children_.due(); }

private:
  [[nodiscard]] chain_scheduler_actor scheduler(sector_id sector) const;

  chain_supervisor_self::pointer self_ = nullptr;
  chain_supervisor_setup setup_;
  supervised_children children_;
  std::vector<std::uint64_t> lives_;
};

chain_supervisor_self::behavior_type
chain_supervisor(chain_supervisor_self::stateful_pointer<chain_supervisor_state> self,
                 chain_supervisor_setup setup);

} // namespace mesh
