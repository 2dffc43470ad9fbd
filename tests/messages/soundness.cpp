#include <algorithm>
#include <cmath>

#include "tests/messages/random_values.hpp"

namespace mesh::testing {

namespace {

bool in_range(agent_id id) {
  return id.sector < max_children && id.cluster < max_children && id.agent < max_children;
}

bool in_range(const std::vector<agent_id>& ids) {
  return std::all_of(ids.begin(), ids.end(), [](agent_id id) { return in_range(id); });
}

bool in_range(trinary state) {
  return state >= trinary::conflict && state <= trinary::ready;
}

bool in_range(duration span) {
  return span >= -longest_span && span <= longest_span;
}

bool is_sound(const sketch& s) {
  return std::all_of(s.entries().begin(), s.entries().end(),
                     [](const auto& e) {
                       return std::abs(e.first) <= sketch::last_bucket && e.second > 0;
                     })
         && std::is_sorted(s.entries().begin(), s.entries().end())
         && std::isfinite(s.quantile(0.5));
}

} // namespace

bool is_sound(const message& m) {
  return m.how <= strategy::pipeline && m.what <= verb::sync && m.urgency <= priority::critical
         && in_range(m.expectation) && m.payload_weight >= 0 && std::isfinite(m.payload_weight)
         && m.payload_hash == hash_of_payload(m);
}

bool is_sound(const scatter_order& o) {
  return in_range(o.arrive.left()) && in_range(o.expire.left()) && in_range(o.window)
         && o.window >= duration::zero() && o.depth <= reach::agents
         && in_range(o.where.agent()) && (!o.cls || *o.cls <= agent_class::f_human)
         && std::all_of(o.targets.begin(), o.targets.end(),
                        [](const target& t) { return in_range(t.agent); });
}

bool is_sound(const post_order& o) {
  return in_range(o.from) && in_range(o.to) && in_range(o.expire.left());
}

bool is_sound(const gather_summary& s) {
  return in_range(s.from.agent())
         && std::all_of(s.exceptions.begin(), s.exceptions.end(),
                        [](const exception_group& g) {
                          return g.kind <= exception_kind::refused && g.reason <= last_errc
                                 && in_range(g.agents) && std::isfinite(g.needed_min_ms)
                                 && std::isfinite(g.needed_max_ms)
                                 && std::isfinite(g.available_ms);
                        })
         && std::all_of(
             s.answers.begin(), s.answers.end(),
             [](const answer_group& g) { return in_range(g.state) && in_range(g.agents); })
         && std::all_of(s.parts.begin(), s.parts.end(),
                        [](const part_answer& p) { return in_range(p.agent); })
         && is_sound(s.ready_offset) && is_sound(s.prediction_error)
         && is_sound(s.send_lateness);
}

bool is_sound(const cluster_summary& s) {
  return in_range({s.cluster.sector, s.cluster.cluster, 0}) && in_range(s.slowest)
         && in_range(s.fastest) && std::isfinite(s.mean_score) && std::isfinite(s.p95_score)
         && s.active <= s.agents && in_range(s.age);
}

bool is_sound(const sector_summary& s) {
  return in_range({s.sector.sector, s.healthiest.cluster, 0})
         && in_range({s.healthiest.sector, s.sickest.cluster, 0})
         && in_range({s.sickest.sector, 0, 0}) && std::isfinite(s.mean_score)
         && std::isfinite(s.p95_score) && s.active <= s.agents && in_range(s.age);
}

bool is_sound(const routing_rules& r) {
  return std::all_of(r.exclusions().begin(), r.exclusions().end(),
                     [](const auto& rule) {
                       return rule.first <= agent_class::f_human && rule.second >= 0
                              && rule.second < capability_set::max_size;
                     })
         && in_range(r.avoided_agents());
}

} // namespace mesh::testing
