#include "runtime/console/shared/agents.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/running/json_values.hpp"

namespace mesh::console {

namespace {

json in_hand_json(const in_hand& holds, time_point now) {
  if (holds.what.value == 0)
    return nullptr;
  return {{"message", to_string(holds.what)},
          {"since_s", rounded(to_ms(now - holds.since) / 1'000)},
          {"usual_ms", rounded(holds.usual_ms)},
          {"usual_from", to_string(holds.from)},
          {"overdue", holds.overdue}};
}

} // namespace

json row_json(const agent_row& row, time_point now) {
  json j;
  j["id"] = to_string(row.id);
  j["class"] = to_string(row.cls);
  j["state"] = to_string(row.state);
  j["score"] = rounded(row.score);
  j["latency_ms"] = rounded(row.latency_ms);
  j["processing_ms"] = rounded(row.processing_ms);
  j["queue"] = row.queue_depth;
  j["reliability"] = rounded(row.reliability);
  j["drift"] = rounded(row.drift);
  auto ever = row.last_heard != time_point{};
  j["heard_s"] = ever ? json(rounded(to_ms(now - row.last_heard) / 1'000)) : json(nullptr);
  j["flags"] = json::array();
  if (row.standing != membership::member)
    j["flags"].push_back(to_string(row.standing));
  if (row.frozen)
    j["flags"].push_back("frozen");
  if (row.flags.slow)
    j["flags"].push_back("slow");
  if (row.flags.unstable)
    j["flags"].push_back("unstable");
  if (row.flags.spike)
    j["flags"].push_back("spike");
  if (row.holds.overdue)
    j["flags"].push_back("overdue");
  j["usual_ms"] = row.mean_score > 0 ? json(rounded(row.mean_score)) : json(nullptr);
  j["in_hand"] = in_hand_json(row.holds, now);
  return j;
}

json cluster_json(const cluster_summary& s, double age_s) {
  json j;
  j["id"] = to_string(s.cluster);
  j["agents"] = s.agents;
  j["active"] = s.active;
  j["mean_score"] = rounded(s.mean_score);
  j["p95_score"] = rounded(s.p95_score);
  j["slowest"] = s.agents > 0 ? json(to_string(s.slowest)) : json(nullptr);
  j["fastest"] = s.agents > 0 ? json(to_string(s.fastest)) : json(nullptr);
  j["age_s"] = rounded(age_s);
  return j;
}

/// For how long the agent has had its work in hand.
std::string in_hand_text(const json& row) {
  auto since = number_in(object_in(row, "in_hand"), "since_s");
  return since ? number_text(since, 1) + " s" : "-";
}

std::string agent_table(const json& rows, const render_style& style) {
  std::vector<text_table::column> columns{{"agent"},
                                          {"class"},
                                          {"state"},
                                          {"score_ms", to_right},
                                          {"lat_ms", to_right, 1},
                                          {"work_ms", to_right, 2},
                                          {"queue", to_right, 4},
                                          {"rel", to_right, 3},
                                          {"drift", to_right, 5},
                                          {"ago_s", to_right, 6},
                                          {"flags"}};
  auto someone_works = std::ranges::any_of(
      rows, [](const json& row) { return has(object_in(row, "in_hand"), "message"); });
  if (someone_works)
    columns.insert(columns.end() - 1, {"in_hand", to_right, 1});
  text_table table(std::move(columns));
  for (const auto& row : rows) {
    std::vector<std::string> cells{text_or(row, "id", "-"),
                                   text_or(row, "class", "-"),
                                   text_or(row, "state", "-"),
                                   number_text(number_in(row, "score")),
                                   ms_text(number_in(row, "latency_ms")),
                                   ms_text(number_in(row, "processing_ms")),
                                   number_text(number_in(row, "queue")),
                                   number_text(number_in(row, "reliability"), 2),
                                   number_text(number_in(row, "drift"), 2),
                                   number_text(number_in(row, "heard_s"), 1),
                                   listed(texts_in(row, "flags"))};
    if (someone_works)
      cells.insert(cells.end() - 1, in_hand_text(row));
    table.add(std::move(cells));
  }
  return table.empty() ? "  no agents\n" : table.str(style);
}

std::string cluster_table(const json& rows, const render_style& style) {
  text_table table({{"cluster"},
                    {"active", to_right},
                    {"mean_ms", to_right},
                    {"p95_ms", to_right},
                    {"slowest", text_table::align::left, 1},
                    {"fastest", text_table::align::left, 2},
                    {"age_s", to_right, 3}});
  for (const auto& row : rows)
    table.add(
        {text_or(row, "id", "-"),
         count_of(number_in(row, "active").value_or(0), number_in(row, "agents").value_or(0)),
         number_text(number_in(row, "mean_score")), number_text(number_in(row, "p95_score")),
         text_or(row, "slowest", "-"), text_or(row, "fastest", "-"),
         number_text(number_in(row, "age_s"), 1)});
  return table.empty() ? "  no clusters\n" : table.str(style);
}

std::string active_of(const json& result) {
  return count_of(number_in(result, "active").value_or(0),
                  number_in(result, "agents").value_or(0))
         + " agents active";
}

std::string shown_of(const json& result, const std::string& rows, const std::string& hint) {
  auto shown = number_in(result, "shown");
  auto total = number_in(result, "of");
  if (!shown || !total)
    return {};
  auto one = std::string_view(rows);
  if (one.ends_with('s'))
    one.remove_suffix(1);
  return "  " + count_of(*shown, *total, one)
         + (*shown < *total && !hint.empty() ? ": " + hint : "") + "\n";
}

} // namespace mesh::console
