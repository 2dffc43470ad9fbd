// What conflicts, conflict, resolve, history and verify answer.
#include "runtime/console/results_conflicts.hpp"
#include "supervisors/conflict_policy.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

namespace {

constexpr double ms_per_s = 1'000;

double seconds_since(std::uint64_t at_ms, std::uint64_t now_ms) {
  return now_ms > at_ms ? static_cast<double>(now_ms - at_ms) / ms_per_s : 0;
}

const char* state_of(const storage::logged_conflict& c, double age_s,
                     const conflicts_config& cfg) {
  if (c.resolution)
    return "resolved";
  auto allowed = time_to_resolve(c.entry.priority, cfg);
  return allowed && age_s * ms_per_s > to_ms(*allowed) ? "overdue" : "open";
}

/// K2: who has it now.
std::string holder_of(const open_case& c) {
  const auto agent = c.what.record.agent;
  if (c.with == conflict_level::orchestrator)
    return "orchestrator";
  return c.with == conflict_level::sector ? to_string(agent.parent().parent())
                                          : to_string(agent.parent());
}

json id_json(message_id id) {
  return id.value == 0 ? json(nullptr) : json(to_string(id));
}

json origin_json(const value_origin& from) {
  return {{"agent", from.agent ? json(to_string(*from.agent)) : json(nullptr)},
          {"message", id_json(from.message)},
          {"causation", id_json(from.causation)},
          {"lamport", from.lamport},
          {"agreeing", from.agreeing}};
}

json evidence_json(const conflict_evidence& e) {
  auto j = json::object();
  if (e.expected_by != value_origin{})
    j["expected_by"] = origin_json(e.expected_by);
  if (e.received_from != value_origin{})
    j["received_from"] = origin_json(e.received_from);
  for (const auto& one : e.events)
    j["events"].push_back({{"message", id_json(one.message)},
                           {"causation", id_json(one.causation)},
                           {"lamport", one.lamport},
                           {"agent", to_string(one.agent)}});
  if (!e.needed_capabilities.empty())
    j["needed_capabilities"] = e.needed_capabilities;
  if (!e.expected_branch.empty())
    j["expected_branch"] = e.expected_branch;
  if (!e.received_branch.empty())
    j["received_branch"] = e.received_branch;
  return j;
}

} // namespace

void write_evidence(json& to, const conflict_record& record) {
  to["evidence"] = evidence_json(record.what.evidence);
  to["held_back"] = nullptr;
  if (const auto& held = record.held)
    to["held_back"] = {{"verb", to_string(held->what)},
                       {"source", held->source},
                       {"correlation", id_json(held->correlation)},
                       {"causation", id_json(held->causation)},
                       {"lamport", held->lamport},
                       {"capabilities", held->capabilities},
                       {"payload", held->payload},
                       {"payload_bytes", held->payload_bytes},
                       {"given_to", to_string(held->given_to)}};
}

json conflict_json(const storage::logged_conflict& c, const std::optional<open_case>& stands,
                   std::uint64_t now_ms, const conflicts_config& cfg) {
  const auto& record = c.entry.record;
  auto age_s = seconds_since(record.at_ms, now_ms);
  json j;
  j["id"] = to_string(record.id);
  j["at"] = utc(record.at_ms);
  j["age_s"] = rounded(age_s);
  j["agent"] = to_string(record.agent);
  j["message"] = to_string(record.message);
  j["type"] = to_string(record.what.type);
  j["priority"] = c.entry.priority;
  j["goes_to"] = to_string(level_of(c.entry.priority, cfg));
  j["with"] = stands ? json(holder_of(*stands)) : json(nullptr);
  j["state"] = state_of(c, age_s, cfg);
  j["expected"] = record.what.expected;
  j["received"] = record.what.received;
  j["context_hash"] = to_string(message_id{record.what.context_hash});
  j["depth"] = record.what.depth;
  j["affected_agents"] = record.what.affected_agents;
  j["tried"] = json::array();
  if (stands)
    for (const auto& one : stands->what.attempts)
      j["tried"].push_back(to_string(one));
  j["for_a_person"] = stands && !stands->why.empty() ? json(stands->why) : json(nullptr);
  j["resolution"] = nullptr;
  if (const auto& r = c.resolution)
    j["resolution"] = {
        {"at", utc(r->at_ms)}, {"by", r->by}, {"how", r->how}, {"note", r->note}};
  return j;
}

void write_conflicts(json& to, const storage::conflict_page& page, const journal_counts& counts,
                     const how_cases_stand& stand, std::uint64_t now_ms,
                     const conflicts_config& cfg) {
  to["rows"] = json::array();
  for (const auto& one : page.records)
    to["rows"].push_back(conflict_json(one, stand(one.entry.record.id), now_ms, cfg));
  to["shown"] = page.records.size();
  to["of"] = page.total;
  to["unwritten"] = counts.unwritten;
  to["refused"] = counts.refused;
  to["forgotten"] = counts.forgotten;
}

json journal_json(const journal_counts& counts, const std::string& folder) {
  json j;
  j["folder"] = folder.empty() ? json(nullptr) : json(folder);
  j["conflicts"] = counts.total;
  j["unresolved"] = counts.unresolved;
  j["overdue"] = counts.overdue;
  j["ended_by_mesh"] = counts.ended_by_mesh;
  j["for_a_person"] = counts.for_person;
  j["with_sectors"] = counts.with_sectors;
  j["with_orchestrator"] = counts.with_orchestrator;
  j["off_desk"] = counts.off_desk;
  j["unwritten"] = counts.unwritten;
  j["refused"] = counts.refused;
  j["forgotten"] = counts.forgotten;
  j["samples_missed"] = counts.samples_missed;
  j["reopened"] = counts.reopened;
  j["problem"] = counts.problem.empty() ? json(nullptr) : json(counts.problem);
  return j;
}

void write_history(json& to, const std::vector<storage::history_row>& rows) {
  to["rows"] = json::array();
  for (const auto& row : rows)
    to["rows"].push_back({{"at", utc(row.at_ms)},
                          {"score", rounded(row.score)},
                          {"latency_ms", rounded(row.latency_ms)},
                          {"processing_ms", rounded(row.processing_ms)},
                          {"queue", rounded(row.queue)}});
  to["samples"] = rows.size();
}

void write_verification(json& to, const storage::verification& found) {
  const auto& conflicts = storage::head_of(found.heads, storage::chain::conflicts);
  const auto& resolutions = storage::head_of(found.heads, storage::chain::resolutions);
  to["intact"] = found.intact();
  to["conflicts"] = conflicts.count;
  to["resolutions"] = resolutions.count;
  to["head"] = storage::to_hex(storage::bytes_of(conflicts.hash));
  to["resolutions_head"] = storage::to_hex(storage::bytes_of(resolutions.hash));
  to["history_samples"] = found.history_samples;
  to["unchecked_samples"] = found.unchecked_samples;
  to["files"] = found.files;
  to["broken"] = nullptr;
  if (const auto& broken = found.first_broken)
    to["broken"] = storage::to_string(*broken);
}

} // namespace mesh::console
