#include "actors/work/http/call_result.hpp"

#include <algorithm>
#include <limits>

#include "actors/work/json_answer.hpp"
#include "actors/work/text.hpp"

namespace mesh {

namespace {

using nlohmann::json;

constexpr std::size_t quoted = 80; // characters of what somebody else says
constexpr unsigned success = 200;
constexpr unsigned accepted = 202;
constexpr unsigned redirect = 300;
constexpr unsigned refusal = 400;
constexpr unsigned breakdown = 500;

work_result bad(const std::string& expected, std::string_view body) {
  return work_result::failed(errc::call_bad_answer,
                             "expected " + expected + ", not: " + printable(body, quoted)
                                 + " (see docs/how-to/call-an-agent.md)");
}

std::optional<std::uint32_t> number_of(const json& answer, const char* key) {
  const auto found = answer.find(key);
  if (found == answer.end())
    return 0;
  if (!found->is_number_unsigned()
      || found->get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max())
    return std::nullopt;
  return found->get<std::uint32_t>();
}

work_result conflict_of(const json& answer, std::string_view body) {
  if (!answer.contains("expected") || !answer.contains("received"))
    return bad("\"expected\" and \"received\" beside the state -1", body);
  conflict what;
  what.type = conflict_type::data_contradiction;
  what.expected = text_of(answer, "expected");
  what.received = text_of(answer, "received");
  if (const auto name = text_of(answer, "conflictType"); !name.empty()) {
    const auto type = parse_conflict_type(name);
    if (!type)
      return bad("\"conflictType\" to be a type of conflict", body);
    what.type = *type;
  }
  const auto depth = number_of(answer, "depth");
  const auto affected = number_of(answer, "affectedAgents");
  if (!depth || !affected)
    return bad("\"depth\" and \"affectedAgents\" to be numbers that are not negative", body);
  what.depth = *depth;
  what.affected_agents = *affected;
  if (const auto needed = answer.find("neededCapabilities"); needed != answer.end()) {
    if (!needed->is_array()
        || !std::ranges::all_of(*needed, [](const json& one) { return one.is_string(); }))
      return bad("\"neededCapabilities\" to be a list of strings", body);
    what.evidence.needed_capabilities = needed->get<std::vector<std::string>>();
  }
  return work_result::conflict(std::move(what));
}

/// None: there are none, or they are good and in `to`.
std::string read_posts(const json& answer, std::vector<outgoing>& to) {
  const auto posts = answer.find("post");
  if (posts == answer.end())
    return {};
  if (!posts->is_array())
    return "\"post\" to be a list";
  for (const auto& one : *posts) {
    const auto whom = parse_agent_id(one.is_object() ? text_of(one, "to") : std::string());
    if (!whom)
      return "\"post\" to have objects with \"to\", an agent's id, and \"text\"";
    to.push_back({*whom, text_of(one, "text")});
  }
  return {};
}

bool is_json(std::string_view content_type) {
  auto type = std::string(content_type.substr(0, content_type.find(';')));
  std::ranges::transform(type, type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  type.erase(type.find_last_not_of(" \t") + 1);
  return type == "application/json" || type.ends_with("+json");
}

std::string remedied(const std::string& url, const std::string& seen,
                     const std::string& remedy) {
  return url + ' ' + seen + (remedy.empty() ? "" : " (" + remedy + ")");
}

work_result result_of_status(const call_attempt& last, const std::string& url) {
  const auto status = "answered with the status " + std::to_string(last.status);
  if (last.status >= breakdown)
    return work_result::failed(
        errc::call_failed,
        remedied(url, status + ": " + printable(last.body, quoted), "see its log"));
  if (last.status >= refusal)
    return work_result::failed(errc::call_refused,
                               remedied(url, status + ": " + printable(last.body, quoted),
                                        "correct url, or what the function accepts"));
  if (last.status >= redirect)
    return work_result::failed(errc::call_refused,
                               remedied(url,
                                        status + ", a redirect to "
                                            + printable(last.location, quoted)
                                            + ", and redirects are not followed",
                                        "set url to where the function is"));
  if (last.status == accepted)
    return work_result::failed(
        errc::call_bad_answer,
        remedied(url, status + ", and was told no URL to answer later",
                 "answer with 200 and the result; or set "
                 "gateway.callback_url, and open the door with --agents"));
  return work_result::failed(errc::call_bad_answer,
                             remedied(url, status, "answer with 200 and one JSON object"));
}

work_result result_of_answer(const call_attempt& last, const std::string& url,
                             std::string_view id) {
  if (last.status != success)
    return result_of_status(last, url);
  if (!is_json(last.content_type))
    return work_result::failed(errc::call_bad_answer,
                               remedied(url,
                                        "answered with the content type \""
                                            + printable(last.content_type, quoted)
                                            + "\": " + printable(last.body, quoted),
                                        "answer with application/json"));
  auto result = read_call_answer(last.body, id);
  if (result.failure == errc::call_bad_answer)
    result.detail = url + ": " + result.detail;
  if (result.failure == errc::none) {
    // The function is READY half a round trip before its answer is here.
    result.round_trip_ms = static_cast<float>(last.connect_ms);
    result.processing_ms = static_cast<float>(std::max(0.0, last.seen_ms - last.connect_ms));
  }
  return result;
}

errc code_of(call_end end) {
  switch (end) {
  case call_end::denied:
    return errc::call_denied;
  case call_end::not_reached:
    return errc::agent_offline;
  case call_end::timed_out:
    return errc::call_timeout;
  case call_end::too_large:
    return errc::call_answer_limit;
  default:
    return errc::call_failed;
  }
}

} // namespace

work_result read_call_answer(std::string_view body, std::string_view id) {
  const auto answer = parse_answer(body);
  if (!answer.is_object())
    return bad("one JSON object", body);
  if (answer.contains("id") && text_of(answer, "id") != id)
    return bad("\"id\" to be that of the job, or to be left out", body);
  if (const auto failure = text_of(answer, "failure"); !failure.empty())
    return work_result::failed(errc::work_failed, failure);
  const auto state = state_of(answer);
  if (!state)
    return bad("\"state\" to be 1, 0 or -1", body);
  auto result = *state == trinary::conflict ? conflict_of(answer, body)
                                            : work_result{*state, text_of(answer, "value")};
  if (result.failure != errc::none)
    return result;
  if (auto wrong = read_posts(answer, result.posts); !wrong.empty())
    return bad(wrong, body);
  return result;
}

bool is_taken(const call_attempt& last) {
  return last.end == call_end::answered && last.status == accepted;
}

work_result told_of(work_result result, bool acts) {
  // All codes from here on are of work that was begun.
  if (acts && result.failure >= errc::call_failed && result.failure <= errc::call_bad_answer)
    return work_result::failed(errc::unknown, result.detail + "; it may have acted already");
  return result;
}

work_result result_of(const call_attempt& last, const std::string& url, std::string_view id,
                      bool acts) {
  auto result =
      last.end == call_end::answered
          ? result_of_answer(last, url, id)
          : work_result::failed(code_of(last.end), remedied(url, last.detail, last.remedy));
  return told_of(std::move(result), acts);
}

} // namespace mesh
