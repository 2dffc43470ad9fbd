#include "runtime/console/shared/scatter_json.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "messages/ids.hpp"
#include "messages/orchestration.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/shared/single_work.hpp"

namespace mesh::console {

namespace {

/// Ready times as a histogram with bins of equal width, about sixty of them
/// where nearly all of the agents are.
json arrivals_json(const sketch& ready_offset) {
  constexpr double bins_wanted = 60;
  constexpr double finest_ms = 0.5;
  auto p1 = ready_offset.quantile(0.01);
  auto p99 = ready_offset.quantile(0.99);
  json j;
  j["p1_ms"] = quantile_json(ready_offset, 0.01);
  j["p50_ms"] = quantile_json(ready_offset, 0.5);
  j["p99_ms"] = quantile_json(ready_offset, 0.99);
  j["spread_ms"] = ready_offset.count() > 0 ? json(rounded(p99 - p1)) : json(nullptr);
  auto width =
      std::max(finest_ms, std::round((p99 - p1) / bins_wanted / finest_ms) * finest_ms);
  std::map<std::int64_t, std::uint64_t> bins;
  for (const auto& [bucket, count] : ready_offset.entries())
    bins[std::llround(sketch::value_of(bucket) / width)] += count;
  j["bins"] = json::array();
  for (const auto& [bin, count] : bins) {
    auto middle = static_cast<double>(bin) * width;
    j["bins"].push_back({{"from_ms", rounded(middle - width / 2)},
                         {"to_ms", rounded(middle + width / 2)},
                         {"count", count}});
  }
  return j;
}

json ids(std::vector<agent_id> agents) {
  std::sort(agents.begin(), agents.end());
  json list = json::array();
  for (auto agent : agents)
    list.push_back(to_string(agent));
  return list;
}

json answers_json(const gather_summary& s) {
  auto groups = s.answers;
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  json list = json::array();
  for (const auto& group : groups) {
    list.push_back({{"state", to_string(group.state)},
                    {"value", group.value},
                    {"count", group.count},
                    {"agents", ids(group.agents)}});
    if (group.state == trinary::conflict)
      write_conflict(list.back(), group);
  }
  return list;
}

} // namespace

json quantile_json(const sketch& of, double q) {
  return of.count() > 0 ? json(rounded(of.quantile(q))) : json(nullptr);
}

json exceptions_json(const gather_summary& s) {
  json list = json::array();
  for (const auto& group : s.exceptions) {
    json j;
    j["kind"] = to_string(group.kind);
    j["reason"] = name_of(group.reason);
    j["detail"] = group.detail;
    j["count"] = group.count;
    j["agents"] = ids(group.agents);
    if (group.kind != exception_kind::conflict)
      j["work"] = to_string(fate_of(group.kind, group.reason));
    if (group.kind == exception_kind::skipped) {
      j["needed_ms"] = {{"min", rounded(group.needed_min_ms)},
                        {"max", rounded(group.needed_max_ms)}};
      j["available_ms"] = rounded(group.available_ms);
    }
    list.push_back(std::move(j));
  }
  return list;
}

void write_scatter(json& to, const scatter_result& r) {
  const auto& s = r.summary;
  to["outcome"] = r.success() ? "SUCCESS" : (r.cancelled ? "CANCELLED" : "PARTIAL");
  to["recommendation"] = r.recommendation();
  to["quorum"] = {{"decision", to_string(r.decision.decision)},
                  {"confidence", rounded(r.decision.confidence)}};
  to["targets"] = s.targets;
  to["sent"] = s.sent;
  to["ready"] = s.ready;
  to["conflict"] = s.conflict;
  to["straggler"] = s.straggler;
  to["skipped"] = s.skipped;
  to["expired"] = s.expired;
  to["refused"] = s.refused;
  to["unknown"] = s.unknown();
  to["redelivered"] = s.redelivered;
  to["ready_rate"] = rounded(r.ready_rate());
  to["minimum"] = r.minimum;
  to["in_window"] = std::llround(s.ready_offset.share_at_most(r.window_ms)
                                 * static_cast<double>(s.ready_offset.count()));
  to["window_ms"] = rounded(r.window_ms);
  to["horizon_ms"] = rounded(r.horizon_ms);
  to["scheduled"] = r.scheduled;
  to["took_ms"] = rounded(r.took_ms);
  to["arrivals"] = arrivals_json(s.ready_offset);
  to["prediction_error_ms"] = {{"p50", quantile_json(s.prediction_error, 0.5)},
                               {"p90", quantile_json(s.prediction_error, 0.9)},
                               {"p95", quantile_json(s.prediction_error, 0.95)}};
  to["exceptions"] = exceptions_json(s);
  to["answers"] = answers_json(s);
  to["more_answers"] = s.answers_unlisted;
}

} // namespace mesh::console
