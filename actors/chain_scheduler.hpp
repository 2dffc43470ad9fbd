#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <caf/all.hpp>

#include "actors/chain_messages.hpp"
#include "actors/chains/chain_case.hpp"
#include "actors/chains/crew_choice.hpp"
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

private:
  struct job_key {
    std::uint32_t chain = 0;
    chain_job_id job;
    auto operator<=>(const job_key&) const = default;
  };
  /// What the orchestrator was asked to do.
  struct request {
    job_key key;
    agent_id agent;
    caf::actor_addr root;
  };
  struct without_agent {
    job_key key;
    std::string payload;
    time_point until;
  };

  [[nodiscard]] time_point now() const;
  chain_case* find(std::uint32_t number);
  void begin_chain(kept_chain what);
  void apply(std::uint32_t number, const chain_actions& actions);
  void act(std::uint32_t number, const give_job& what);
  void act(std::uint32_t number, const withdraw_job& what);
  void act(std::uint32_t number, const chain_checkpoint& what);
  void act(std::uint32_t number, const commit_effect& what);
  void act(std::uint32_t number, const chain_ended&);
  [[nodiscard]] bool give(const without_agent& what);
  void answered(std::uint64_t client, const delegate_result& result);
  void lost(std::uint64_t client);
  [[nodiscard]] std::optional<job_key> end_request(std::uint64_t client);
  void watch(const orchestrator_actor& root);
  void root_down(const caf::actor_addr& root);
  void publish(std::uint32_t number);
  void arm();

  chain_scheduler_self::pointer self_ = nullptr;
  chain_scheduler_setup setup_;
  chain_experience learned_;
  std::optional<crew_choice> crew_;
  std::map<std::uint32_t, std::unique_ptr<chain_case>> chains_;
  std::map<job_key, std::uint64_t> jobs_;     // under way, by the request for each
  std::map<std::uint64_t, request> requests_; // also for jobs that were withdrawn
  caf::actor_addr watched_;
  std::vector<without_agent> unassigned_;
  effect_desk effects_;
  std::uint64_t last_client_ = 0;
  bool armed_ = false;
};

/// V4, V6: the scheduler of the chains of one sector.
chain_scheduler_self::behavior_type
chain_scheduler(chain_scheduler_self::stateful_pointer<chain_scheduler_state> self,
                chain_scheduler_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::effect_note)
