#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "actors/chains/chain_plan.hpp"
#include "actors/chains/chain_state.hpp"

namespace mesh {

// What there is to keep of a chain, in the order in which it came about.

struct chain_begun {
  std::string id;
  std::shared_ptr<const chain_plan> plan;
  std::string digest; // of its content, when an operator has named it
};
/// An agent was given work on a task: it is never to check it.
struct chain_worked {
  std::uint32_t task = 0;
  agent_id agent;
};
struct chain_paused {
  bool is = false;
};
struct chain_cancelled {};
/// Chains that have ended were forgotten: the first one after this record has that serial.
struct chain_serial {
  std::uint64_t next = 1;
};

struct chain_record {
  std::uint32_t chain = 0; // its number
  std::variant<chain_begun, chain_worked, chain_checkpoint, effect_intent, effect_outcome,
               chain_paused, chain_cancelled, chain_serial>
      what;
};

/// V8: where records of chains outlive the process.
class chain_keeper {
public:
  /// Told once, from any thread: the record and all that were handed in before it are durable,
  /// or why they are not.
  using written = std::function<void(const error&)>;

  virtual ~chain_keeper() = default;
  /// Takes a record; does not wait. One that could not be written is tried again with the
  /// next one.
  virtual void keep(const chain_record& what, written done) = 0;
};

} // namespace mesh
