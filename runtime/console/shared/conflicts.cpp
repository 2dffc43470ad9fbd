#include "runtime/console/shared/conflicts.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "config/protection.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/base/text.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/records/conflict_log.hpp"
#include "runtime/records/journal.hpp"
#include "supervisors/case_book.hpp"
#include "supervisors/conflict_policy.hpp"

namespace mesh::console {

namespace {

constexpr double ms_per_s = 1'000;
constexpr std::size_t text_width = 60;

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

std::string state_text(const json& row, const render_style& style) {
  auto state = text_or(row, "state", "-");
  return state == "overdue" ? paint(state, tone::warning, style) : state;
}

std::string origin_text(const json& from) {
  auto text = text_or(from, "agent", "nobody known");
  if (has(from, "message"))
    text += " in " + text_or(from, "message", "-");
  if (auto agreeing = number_in(from, "agreeing"); agreeing > 0.0)
    text += ", " + number_text(agreeing) + " agree";
  return text;
}

std::string evidence_lines(const json& evidence) {
  std::string out;
  for (auto [key, label] :
       {std::pair{"expected_by", "expected by"}, std::pair{"received_from", "received of"}})
    if (const auto& from = object_in(evidence, key); !from.empty())
      out += labelled(label, origin_text(from));
  for (const auto& one : list_in(evidence, "events"))
    out += labelled("saw",
                    concat({text_or(one, "message", "-"), " of ", text_or(one, "agent", "-"),
                            ", stamp ", number_text(number_in(one, "lamport")), ", because of ",
                            text_or(one, "causation", "nothing")}));
  for (auto [key, label] :
       {std::pair{"needed_capabilities", "needs"}, std::pair{"expected_branch", "branch 1"},
        std::pair{"received_branch", "branch 2"}})
    for (const auto& one : list_in(evidence, key))
      out +=
          labelled(label, shortened(one.is_string() ? one.get<std::string>() : "", text_width));
  return out;
}

} // namespace

/// `12 s`, `3 min`, `5 h`, `2 days`: as exact as one needs it.
std::string age_text(double seconds) {
  constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
  if (seconds < 2 * minute)
    return number_text(seconds) + " s";
  if (seconds < 2 * hour)
    return number_text(seconds / minute) + " min";
  return seconds < 2 * day ? number_text(seconds / hour) + " h"
                           : number_text(seconds / day) + " days";
}

std::uint64_t moment_before(std::uint64_t now_ms, double ms) {
  auto span = static_cast<std::uint64_t>(ms);
  return now_ms > span ? now_ms - span : 0;
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

void write_one_conflict(command_context& at, message_id id, outcome& o) {
  auto found = at.mesh.book().find(id);
  if (!found)
    return fail(o, found.error());
  o.data.update(conflict_json(*found, at.mesh.book().how_it_stands(id), at.mesh.wall_ms(),
                              at.mesh.cfg().conflicts));
  write_evidence(o.data, found->entry.record);
}

std::string draw_conflict(const json& result, const render_style& style) {
  auto out = concat({paint(text_or(result, "id", "-"), tone::strong, style), "  ",
                     text_or(result, "type", "-"), ", priority ",
                     number_text(number_in(result, "priority")), ", ",
                     state_text(result, style), "\n"});
  out += labelled("at", text_or(result, "at", "-") + ", "
                            + age_text(number_in(result, "age_s").value_or(0)) + " ago");
  out += labelled("agent", text_or(result, "agent", "-"));
  out += labelled("message", text_or(result, "message", "-"));
  out += labelled("expected", text_or(result, "expected", "-"));
  out += labelled("received", text_or(result, "received", "-"));
  out += labelled("context", text_or(result, "context_hash", "-"));
  if (auto depth = number_in(result, "depth"); depth > 0.0)
    out += labelled("depth", number_text(depth));
  if (auto affected = number_in(result, "affected_agents"); affected > 0.0)
    out += labelled("affects", counted(affected, "agent"));
  out += labelled("goes to",
                  text_or(result, "goes_to", "-")
                      + (has(result, "with") ? ", and is with " + text_or(result, "with", "-")
                                             : std::string()));
  out += evidence_lines(object_in(result, "evidence"));
  if (const auto& held = object_in(result, "held_back"); has(held, "verb"))
    out += labelled("held back",
                    concat({text_or(held, "verb", "-"), " from ", text_or(held, "source", "-"),
                            ", ", number_text(number_in(held, "payload_bytes")),
                            " bytes: ", shortened(text_or(held, "payload", ""), text_width)}));
  for (const auto& one : list_in(result, "tried"))
    out += labelled("tried", one.is_string() ? one.get<std::string>() : one.dump());
  if (has(result, "for_a_person"))
    out += labelled("operator", "awaited: " + text_or(result, "for_a_person", "-"));
  if (const auto& resolution = object_in(result, "resolution"); has(resolution, "by"))
    out += labelled(
        "resolved",
        concat({text_or(resolution, "at", "-"), " by ", text_or(resolution, "by", "-"), ", ",
                text_or(resolution, "how", "-"), ": ", text_or(resolution, "note", "")}));
  return out;
}

} // namespace mesh::console
