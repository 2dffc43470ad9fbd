#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "actors/parts/work_factory.hpp"
#include "tests/sim/chaos/record.hpp"

namespace mesh::testing {

/// What agents do in a mesh of chaos: work of some length that sometimes
/// contradicts, crashes, never ends or writes to others, all by chance from the
/// seed, the agent and the message; and a record of every piece that is begun.
class chaos_world {
public:
  chaos_world(std::uint64_t seed, chaos_record& record) : seed_(seed), record_(record) {}

  work_factory factory();
  /// The time, asked whenever work begins.
  std::function<time_point()> now;
  /// How many agents there are to write to.
  std::vector<agent_id> everybody;
  double slowness = 1;
  /// From here on nothing goes wrong.
  bool calm = false;

  /// Messages that somebody still holds.
  [[nodiscard]] std::size_t messages_held();
  [[nodiscard]] std::uint64_t instances() const { return instances_; }
  [[nodiscard]] std::vector<std::pair<agent_id, std::uint64_t>> newest_instances() const;

private:
  friend class chaos_work;
  std::uint64_t seed_;
  chaos_record& record_;
  std::uint64_t instances_ = 0;
  std::vector<std::pair<agent_id, std::uint64_t>> newest_;
  std::vector<std::weak_ptr<const void>> seen_; // messages
};

} // namespace mesh::testing
