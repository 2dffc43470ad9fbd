#pragma once
#include <memory>

#include "actors/parts/conflict_sink.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"

namespace mesh::node {

/// Where the uplink is to be found, once there is one; before any actor that
/// reports something.
using uplink_cell = std::shared_ptr<caf::actor>;

/// The conflicts of a node are kept on the orchestrator's host (K1); nothing
/// of them is thrown away while that is not reached (T2).
class up_sink final : public conflict_sink {
public:
  explicit up_sink(uplink_cell uplink) : uplink_(std::move(uplink)) {}
  void report(conflict_record what, time_point now) override;
  void taken(message_id conflict, conflict_level by) override;
  void holder_replaced(const scope& whose) override;

private:
  void send(entry_kind kind, const scope& where, std::string body, std::uint64_t number);
  uplink_cell uplink_;
};

} // namespace mesh::node
