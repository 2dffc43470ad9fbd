#pragma once
#include "config/config.hpp"
#include "config/field_rules.hpp"

/// The fields of speculative chains; a part of config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<chains_config> auto& c) {
  visit("look_cost_ms", c.look_cost_ms, range<double>{0.0001, 60'000},
        "A look at a chain's board is as bad as working this long for nothing (V5).");
  visit("look_floor_ms", c.look_floor_ms, range<double>{0.1, 60'000},
        "No agent looks more often (V5).");
  visit("look_ceiling_ms", c.look_ceiling_ms, range<double>{1, timeout_ms.max},
        "No agent that left an unverified task behind waits longer for a look (V2).");
  visit("look_jitter", c.look_jitter, range<double>{0, 1},
        "Each wait for a look is longer by up to this share (V10).");
  visit("left_behind", c.left_behind, range<int>{1, 100'000},
        "Most unverified tasks that one agent keeps rechecking; it takes no more (V2).");
  visit("steal_tries", c.steal_tries, range<int>{0, 1'000},
        "Busy agents whose queues an idle one tries at random; 0: none steals (V7).");
  visit("most", c.most, range<int>{1, 1'000'000},
        "Chains that there can be, ended ones included (V8).");
  visit("keep_ended", c.keep_ended, range<int>{0, 1'000'000},
        "With --data: ended chains that a start remembers, the newest (V8).");
}

} // namespace mesh::fields
