#pragma once
#include <functional>
#include <memory>
#include <string>

#include <caf/all.hpp>

#include "actors/chains/chain_book.hpp"
#include "actors/chains/effect_runner.hpp"
#include "messages/interfaces.hpp"

/// What is said to those who schedule chains, and how they are known. Nothing of it leaves a
/// process.
namespace mesh {

/// Begin this chain. Answered when it is durable.
struct run_chain_request {
  std::shared_ptr<const chain_plan> plan;
  chain_name called = {};
};
/// V11: what an operator does to a chain.
struct chain_order {
  std::string id;
  chain_act what = chain_act::cancel;
};
struct chain_answer {
  error failure;
  std::string id;
  bool again = false; // the chain was begun by an earlier request of that name
};
/// To a scheduler: a chain of yours is in the book.
struct chain_is_kept {
  std::uint32_t number = 0;
};

/// To a scheduler, by one of another sector: an agent has nothing to do (V7).
struct agent_is_idle {
  agent_id agent;
};
/// To a scheduler, by an agent: call this when the chain's board shows a task that was verified
/// or flushed after this version (V5).
struct watch_chain {
  std::uint32_t number = 0;
  std::uint64_t version = 0;
  std::function<void()> moved;
};

/// To a scheduler, by its supervisor: answer, if you can (F2).
struct chain_pulse {};
struct chain_alive {};

/// Schedules the chains of one sector (V4, V6).
using chain_scheduler_actor =
    caf::typed_actor<caf::reacts_to<chain_is_kept>, caf::reacts_to<agent_is_idle>,
                     caf::reacts_to<watch_chain>,
                     caf::replies_to<chain_pulse>::with<chain_alive>,
                     // From an operator, by the supervisor.
                     caf::replies_to<chain_order>::with<chain_answer>,
                     // Fail, so that one can see what comes of it.
                     caf::reacts_to<fault>>;
/// Supervises the schedulers, and passes on what is said to them.
using chain_supervisor_actor =
    caf::typed_actor<caf::replies_to<run_chain_request>::with<chain_answer>,
                     caf::replies_to<chain_order>::with<chain_answer>,
                     // Start again what was given up (O5).
                     caf::replies_to<heal_order>::with<heal_report>,
                     // To the scheduler of a sector.
                     caf::reacts_to<sector_id, fault>>;

/// What schedulers work with; all of it outlives them.
struct chain_ways {
  chain_book* book = nullptr;
  std::function<orchestrator_actor()> root; // null while it is being replaced
  std::function<std::shared_ptr<const routing_rules>()> rules;
  effect_runner* effects = nullptr;
  /// Whether agents of chains live in this process: those walk by themselves (V2), others are
  /// told.
  bool agents_are_here = true;
};

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::run_chain_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_is_kept)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::agent_is_idle)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::watch_chain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_pulse)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_alive)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::sector_id)
