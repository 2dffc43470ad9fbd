// What conflicts, conflict, resolve, history and verify answer.
#include <array>
#include <ctime>

#include "runtime/console/results_conflicts.hpp"
#include "supervisors/conflict_policy.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

namespace {

constexpr double ms_per_s = 1'000;

/// `2026-11-21T12:02:50.123Z`.
std::string utc(std::uint64_t at_ms) {
  auto seconds = static_cast<std::time_t>(at_ms / 1'000);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr)
    return std::to_string(at_ms) + " ms";
  std::array<char, 32> text{};
  auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  auto fraction = std::to_string(1'000 + at_ms % 1'000).substr(1);
  return std::string(text.data(), length) + "." + fraction + "Z";
}

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

} // namespace

json conflict_json(const storage::logged_conflict& c, std::uint64_t now_ms,
                   const conflicts_config& cfg) {
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
  j["state"] = state_of(c, age_s, cfg);
  j["expected"] = record.what.expected;
  j["received"] = record.what.received;
  j["context_hash"] = to_string(message_id{record.what.context_hash});
  j["depth"] = record.what.depth;
  j["affected_agents"] = record.what.affected_agents;
  j["resolution"] = nullptr;
  if (const auto& r = c.resolution)
    j["resolution"] = {
        {"at", utc(r->at_ms)}, {"by", r->by}, {"how", r->how}, {"note", r->note}};
  return j;
}

void write_conflicts(json& to, const storage::conflict_page& page, const journal_counts& counts,
                     std::uint64_t now_ms, const conflicts_config& cfg) {
  to["rows"] = json::array();
  for (const auto& one : page.records)
    to["rows"].push_back(conflict_json(one, now_ms, cfg));
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
  j["off_desk"] = counts.off_desk;
  j["unwritten"] = counts.unwritten;
  j["refused"] = counts.refused;
  j["forgotten"] = counts.forgotten;
  j["samples_missed"] = counts.samples_missed;
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
  to["broken"] = nullptr;
  if (const auto& broken = found.first_broken)
    to["broken"] = storage::to_string(*broken);
}

} // namespace mesh::console
