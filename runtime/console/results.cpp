#include "runtime/console/results.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mesh::console {

using json = nlohmann::ordered_json;

double rounded(double value) {
  return std::round(value * 1'000) / 1'000;
}

json rounded(const std::optional<double>& value) {
  return value ? json(rounded(*value)) : json(nullptr);
}

json quantile_json(const sketch& of, double q) {
  return of.count() > 0 ? json(rounded(of.quantile(q))) : json(nullptr);
}

json to_json(const error& what) {
  json j;
  j["code"] = name_of(what.code);
  j["detail"] = what.detail;
  j["remedy"] = what.remedy;
  return j;
}

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

namespace {

json ids(std::vector<agent_id> agents) {
  std::sort(agents.begin(), agents.end());
  json list = json::array();
  for (auto agent : agents)
    list.push_back(to_string(agent));
  return list;
}

} // namespace

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

namespace {

/// K1: an answer of -1.
void write_conflict(json& to, const answer_group& group) {
  to["expected"] = group.expected;
  to["received"] = group.value;
  to["type"] = to_string(group.type);
  to["conflicts"] = json::array();
  for (auto id : group.conflicts)
    to["conflicts"].push_back(to_string(id));
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

/// What became of work that brought no answer, and whether it was the first time.
template <class Result>
void write_work(json& to, const Result& r) {
  to["work"] = r.fate ? json(to_string(*r.fate)) : json(nullptr);
  to["attempt"] = r.attempt + 1;
  to["redelivered"] = r.attempt > 0;
}

} // namespace

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

namespace {

json scopes_json(const std::vector<scope>& scopes) {
  json list = json::array();
  for (const auto& where : scopes)
    list.push_back(to_string(where));
  return list;
}

} // namespace

void write_cascade(json& to, const cascade_result& r) {
  to["kind"] = to_string(r.kind);
  write_scatter(to, r.total);
  auto passed = std::all_of(r.phases.begin(), r.phases.end(),
                            [](const phase_result& p) { return p.passed; });
  if (r.failed_at_sector)
    to["outcome"] = "FAILED_AT_SECTOR";
  else if (!passed && !r.total.cancelled)
    to["outcome"] = "PARTIAL";
  to["reached"] = {{"sectors", r.total.summary.sectors},
                   {"clusters", r.total.summary.clusters},
                   {"agents", r.total.summary.ready}};
  to["total_ms"] = rounded(r.total_ms);
  to["phases"] = json::array();
  for (const auto& p : r.phases)
    to["phases"].push_back({{"name", p.phase.name},
                            {"outcome", to_string(p.outcome)},
                            {"ready", p.reached},
                            {"sent", p.expected},
                            {"targets", p.targets},
                            {"skipped", p.skipped},
                            {"refused", p.refused},
                            {"unreached", scopes_json(p.unreached)},
                            {"minimum", p.phase.minimum},
                            {"took_ms", rounded(p.took_ms)}});
}

void write_delegate(json& to, const delegate_result& r) {
  to["agent"] = r.agent ? json(to_string(*r.agent)) : json(nullptr);
  to["class"] = r.agent ? json(to_string(r.cls)) : json(nullptr);
  to["state"] = to_string(r.state);
  to["result"] = r.value;
  if (r.state == trinary::conflict)
    write_conflict(to, r.answer);
  write_work(to, r);
  to["took_ms"] = rounded(r.took_ms);
  to["attempts"] = json::array();
  for (const auto& a : r.attempts)
    to["attempts"].push_back({{"agent", to_string(a.agent)},
                              {"reason", name_of(a.reason)},
                              {"detail", a.detail},
                              {"work", a.fate ? json(to_string(*a.fate)) : json(nullptr)}});
  if (r.failure.code != errc::no_capable_agent)
    return;
  to["candidates"] = {{"of", r.candidates_of}, {"rows", json::array()}};
  for (const auto& c : r.candidates)
    to["candidates"]["rows"].push_back(
        {{"agent", to_string(c.agent)}, {"reason", name_of(c.reason)}, {"detail", c.detail}});
}

void write_pipeline(json& to, const pipeline_result& r) {
  to["steps"] = json::array();
  for (const auto& s : r.steps) {
    json step;
    step["agent"] = to_string(s.agent);
    step["state"] = to_string(s.state);
    step["value"] = s.value;
    if (s.state == trinary::conflict)
      write_conflict(step, s.answer);
    write_work(step, s);
    step["took_ms"] = rounded(s.took_ms);
    step["error"] = s.failure == errc::none ? json(nullptr) : json(name_of(s.failure));
    to["steps"].push_back(std::move(step));
  }
  auto whole = r.failure.code == errc::none && !r.steps.empty();
  to["result"] = whole ? json(r.steps.back().value) : json(nullptr);
  to["took_ms"] = rounded(r.took_ms);
}

void write_freeze(json& to, const freeze_result& r, const char* done) {
  to["target"] = to_string(r.where);
  to["agents"] = r.counts.targets;
  to[done] = r.counts.ready;
  to["took_ms"] = rounded(r.took_ms);
  to["messages"] = {{"in_hand", r.in_hand}, {"waiting", r.waiting}, {"expired", r.expired}};
  to["preserved_in"] = r.preserved_in.empty() ? json(nullptr) : json(r.preserved_in);
  to["exceptions"] = exceptions_json(r.counts);
}

void write_kpi(json& to, const orchestrator_report& report) {
  to["rows"] = json::array();
  for (const auto& k : report.kpi) {
    auto share = k.unit == "%"; // a share of one, as everywhere in the JSON
    auto scale = share ? 0.01 : 1.0;
    json row;
    row["name"] = k.name;
    row["value"] = k.value ? json(std::round(*k.value * scale * 1e5) / 1e5) : json(nullptr);
    row["unit"] = share ? "ratio" : k.unit;
    row["target"] = k.target * scale;
    row["comparison"] = k.at_most ? "<=" : ">=";
    auto met = k.met();
    row["met"] = met ? json(*met) : json(nullptr);
    to["rows"].push_back(std::move(row));
  }
}

} // namespace mesh::console
