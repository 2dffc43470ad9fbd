#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <caf/all.hpp>

#include "actors/chain_messages.hpp"
#include "actors/chains/chain_case.hpp"
#include "actors/parts/chain_jobs.hpp"
#include "actors/parts/effect_desk.hpp"
#include "actors/parts/surroundings.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// To a scheduler, by itself: jobs that found nobody are looked at again.
struct chain_tick {};

using chain_scheduler_self =
    chain_scheduler_actor::extend<caf::reacts_to<chain_tick>, caf::reacts_to<effect_note>>;

struct chain_scheduler_setup {
  const surroundings* around = nullptr;
  std::shared_ptr<const chain_ways> ways;
  sector_id sector;
  std::uint64_t life = 0; // which scheduler of the sector this is
};

/// Wires the chains of one sector to the mesh: gives their jobs to agents by delegation,
/// keeps checkpoints before anything counts on them, lets effects out, and publishes each
/// change on the board. All it knows is in the book: its successor goes on from there.
class chain_scheduler_state {
public:
  void begin(chain_scheduler_self::pointer self, chain_scheduler_setup setup);
  void take_up(std::uint32_t number);
  [[nodiscard]] chain_answer order(const chain_order& what);
  void heed(const effect_note& what);
  void due();
  void feed(agent_id idle);
  void watch(const watch_chain& what);

private:
  [[nodiscard]] time_point now() const;
  chain_case* find(std::uint32_t number);
  void begin_chain(kept_chain what);
  void apply(std::uint32_t number, const chain_actions& actions);
  void act(std::uint32_t number, const give_job& what);
  void act(std::uint32_t number, const withdraw_job& what);
  void act(std::uint32_t number, const chain_checkpoint& what);
  void act(std::uint32_t number, const commit_effect& what);
  void act(std::uint32_t number, const chain_ended&);
  [[nodiscard]] chain_jobs::ways ways_of_jobs();
  [[nodiscard]] std::shared_ptr<const chain_errand> errand_of(const chain_job_key& key);
  [[nodiscard]] bool ask(delegate_request request);
  void ended(const chain_job_key& key, std::optional<agent_id> agent,
             const delegate_result& result);
  void answered(std::uint64_t client, const delegate_result& result);
  void root_down(const caf::actor_addr& root);
  void publish(std::uint32_t number);
  void arm();

  chain_scheduler_self::pointer self_ = nullptr;
  chain_scheduler_setup setup_;
  chain_experience learned_;
  std::optional<chain_jobs> jobs_;
  std::map<std::uint32_t, std::unique_ptr<chain_case>> chains_;
  std::map<std::uint32_t, std::vector<std::function<void()>>> watchers_; // by chain
  caf::actor_addr watched_;
  std::map<std::uint64_t, caf::actor_addr> asked_; // which orchestrator, by request
  effect_desk effects_;
  bool armed_ = false;
};

/// V4, V6: the scheduler of the chains of one sector.
chain_scheduler_self::behavior_type
chain_scheduler(chain_scheduler_self::stateful_pointer<chain_scheduler_state> self,
                chain_scheduler_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::effect_note)
