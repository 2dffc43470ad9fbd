#pragma once
#include "runtime/node/proxies/coordinator_proxy.hpp"
#include "runtime/node/proxies/supervisor_questions.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

using sector_proxy_self =
    sector_supervisor_actor::extend<caf::reacts_to<link_answer>, caf::reacts_to<part_news>,
                                    caf::reacts_to<hub_gone>>;

/// Stands for the supervisor of a sector that is on another host, or on none
/// at present: the supervisor above sees the sector's coordinator come and go,
/// whichever host has it.
class sector_proxy_state {
public:
  void begin(sector_proxy_self::pointer self, sector_id sector,
             const mesh_supervisor_actor& parent, proxy_setup setup);
  template <entry_kind Kind, class... In>
  void say(row<Kind> /*kind*/, const In&... in) {
    out_.say<Kind>(in...);
  }
  template <entry_kind Kind, class Order>
  auto ask(row<Kind> /*kind*/, const Order& order) {
    return questions_.ask(self_, out_, order);
  }
  void learn(const part_news& news);
  void answer(const link_answer& a) { questions_.answer(a); }
  void lose_hub(const hub_gone& news);

private:
  sector_proxy_self::pointer self_ = nullptr;
  mesh_supervisor_actor parent_;
  coordinator_proxy_self coordinator_;
  way_out out_;
  supervisor_questions questions_;
};

sector_proxy_self::behavior_type
sector_proxy(sector_proxy_self::stateful_pointer<sector_proxy_state> self, sector_id sector,
             const mesh_supervisor_actor& parent, proxy_setup setup);

} // namespace mesh::node
