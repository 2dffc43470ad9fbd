#pragma once
#include <string>

#include "messages/orchestration.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/node/proxies/link_answers.hpp"
#include "runtime/node/proxies/open_requests.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

/// The questions of a supervisor's proxy to the real one on another host: to inject faults, and
/// to heal. Asks nothing of what does not concern its part.
class supervisor_questions {
public:
  template <class Self>
  caf::result<fault_report> ask(Self self, const way_out& out, const fault_order& order) {
    auto mine = order;
    std::erase_if(mine.whom, [&](const scope& who) { return !out.what().where().covers(who); });
    if (mine.whom.empty())
      return fault_report{};
    return faults_.ask(self, out, entry_kind::fault_order, mine);
  }
  template <class Self>
  caf::result<heal_report> ask(Self self, const way_out& out, const heal_order& order) {
    const auto& part = out.what();
    const auto concerns = part.is_cluster() ? order.where.touches(part.cluster())
                                            : order.where.touches(part.sector());
    if (!concerns)
      return heal_report{};
    return heals_.ask(self, out, entry_kind::heal_supervisor, order);
  }
  void answer(const link_answer& a);
  /// Nobody will answer. `part`: for people.
  void give_up(const std::string& part, const error& why);

private:
  open_requests<fault_report> faults_;
  open_requests<heal_report> heals_;
};

} // namespace mesh::node
