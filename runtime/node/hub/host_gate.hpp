#pragma once
#include <functional>
#include <string>
#include <vector>

#include "actors/parts/surroundings.hpp"
#include "messages/gather_summary.hpp"
#include "messages/message.hpp"
#include "messages/scatter_order.hpp"
#include "runtime/placement/host_returns.hpp"
#include "runtime/placement/node_table.hpp"

namespace mesh::node {

/// Turns away agents whose host loses too much of what is asked of it (B1-B3).
///
/// An order of the orchestrator to a sector passes here, and so does each summary that
/// comes back; host_returns counts both, and has a breaker over each host.
class host_gate {
public:
  host_gate(const surroundings& around, const node_table& table,
            std::function<time_point()> now)
      : around_(around), table_(table), now_(std::move(now)), returns_(around.cfg.breakers) {}

  /// Nothing: the order may go to that host. Else its breaker is open, and this is the
  /// sector's part of the gather: the agents that were turned away.
  std::optional<gather_summary> admit(const std::string& host, sector_id sector,
                                      const message& what, const scatter_order& order);
  /// A sector's part of a gather is here. Whatever an agent has said, its host was there.
  void note_return(const std::string& host, const gather_summary& part);
  /// Judges the gathers whose time is over.
  void judge();
  [[nodiscard]] bool is_open(const std::string& host) const { return returns_.is_open(host); }
  [[nodiscard]] host_returns::figures of(const std::string& host) const {
    return returns_.of(host, now_());
  }
  void forget(const std::string& host) { returns_.forget(host); }

private:
  [[nodiscard]] std::vector<agent_id> targets_of(const scatter_order& order,
                                                 sector_id sector) const;
  [[nodiscard]] std::uint32_t answer_in_time(const std::vector<agent_id>& agents,
                                             const message& what,
                                             const scatter_order& order) const;
  void turn_away(const std::string& host);

  const surroundings& around_;
  const node_table& table_;
  std::function<time_point()> now_;
  host_returns returns_;
};

} // namespace mesh::node
