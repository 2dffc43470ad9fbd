#pragma once
#include <cstdint>
#include <functional>

#include "actors/coordination/roster.hpp"
#include "messages/freeze.hpp"
#include "runtime/node/uplink/hosted_parts.hpp"

namespace mesh::node {

/// Freezes and thaws what this node holds: by order of an operator (O6), and while it is
/// cut off (R2, T2).
///
/// What an operator has frozen stays as it is, and what is on another host. What is to be
/// dropped does not go on after a pause: others may have it already. What is paused goes
/// on with the others, whatever an operator thaws meanwhile.
class part_pauses {
public:
  using give = std::function<void(const caf::actor& parent, freeze_order order)>;
  part_pauses(hosted_parts& parts, const roster& who, give order)
      : parts_(parts), who_(who), give_(std::move(order)) {}

  void pause_all(bool stop);
  void pause(const placed_part& part, hosted_part& h, bool stop);
  /// An operator's.
  void freeze(hosted_part& h, freeze_order given);

private:
  void order(const hosted_part& h, freeze_act act, const scope& where);

  hosted_parts& parts_;
  const roster& who_;
  give give_;
  std::uint64_t pauses_ = 0;
};

} // namespace mesh::node
