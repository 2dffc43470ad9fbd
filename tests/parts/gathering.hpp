#pragma once
#include <utility>
#include <vector>

#include "actors/parts/cluster_gathers.hpp"
#include "tests/parts/cluster_of.hpp"

namespace mesh::testing {

/// The gathers of a cluster, and what they had their lead do.
class gathering final : public cluster_gathers::ways {
public:
  explicit gathering(int agents = 3)
      : members(cluster_of(agents, cfg, at)),
        who(cfg),
        gathers(*this, members, {cfg, who, counters, 1},
                std::make_shared<const routing_rules>()) {}

  /// Asks everyone, at once, to be READY in a second.
  void begin(std::uint64_t gather, scatter_order order = {}) {
    order.gather = gather;
    order.scheduled = false;
    order.arrive = {1, at + std::chrono::seconds(1), at};
    order.window = milliseconds(500);
    order.expire = {1, at + std::chrono::seconds(30), at};
    message m;
    m.id = {gather + 100};
    gathers.begin(std::make_shared<const message>(std::move(m)), order, at);
  }
  [[nodiscard]] static ack answer_of(std::uint8_t slot, std::uint64_t gather,
                                     time_point ready_at) {
    ack a;
    a.what = {gather + 100};
    a.gather = gather;
    a.slot = slot;
    a.ready_at = ready_at;
    a.value = "done";
    return a;
  }
  bool answer(std::uint8_t slot, std::uint64_t gather) {
    auto a = answer_of(slot, gather, at);
    return gathers.answered(a, at);
  }

  void hand_over(std::uint8_t slot, deliver what, time_point) override {
    handed.emplace_back(slot, std::move(what));
  }
  void take_back(std::uint8_t slot, const withdraw& what) override {
    taken.emplace_back(slot, what);
  }
  void wake_to_send(std::uint64_t, time_point when) override { sends.push_back(when); }
  void wake_to_close(time_point when) override { closes.push_back(when); }
  message_id next_conflict(time_point) override { return {77}; }
  void counted(const ack& a, const message&, std::uint32_t, std::optional<scope>,
               message_id record, time_point) override {
    if (a.state == trinary::conflict)
      conflicts.push_back(record);
  }
  void ended(const gather_summary& how) override { summaries.push_back(how); }

  time_point at{std::chrono::seconds(100)};
  config cfg;
  cluster_members members;
  roster who;
  mesh_counters counters;
  std::vector<std::pair<std::uint8_t, deliver>> handed;
  std::vector<std::pair<std::uint8_t, withdraw>> taken;
  std::vector<time_point> sends, closes;
  std::vector<message_id> conflicts;
  std::vector<gather_summary> summaries;
  cluster_gathers gathers;
};

} // namespace mesh::testing
