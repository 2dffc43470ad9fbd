#include "actors/parts/request_checks.hpp"

#include <algorithm>

namespace mesh {

namespace {

constexpr double hour_ms = 3'600'000;
constexpr double longest_horizon_ms = 31 * 24 * hour_ms; // of a planned gather

error bad(std::string detail, std::string remedy = {}) {
  return {errc::invalid_argument, std::move(detail), std::move(remedy)};
}

error check_payload(const scatter_request& request, const limits_config& limits) {
  const auto& parts = request.what.parts;
  auto largest = request.what.payload.size();
  for (const auto& part : parts)
    largest = std::max(largest, part.size());
  if (largest > static_cast<std::size_t>(limits.payload_bytes))
    return {errc::payload_too_large,
            std::to_string(largest) + " bytes of payload; the limit is "
                + std::to_string(limits.payload_bytes),
            "send less, or raise limits.payload_bytes"};
  if (parts.empty())
    return {};
  if (parts.size() > static_cast<std::size_t>(limits.parts))
    return bad(std::to_string(parts.size()) + " parts; the limit is "
                   + std::to_string(limits.parts),
               "send fewer at once, or raise limits.parts");
  if (request.sample)
    return bad(
        "a sample and parts: the number of parts already says how many agents are asked");
  auto named = request.targets;
  std::sort(named.begin(), named.end());
  auto twice = std::adjacent_find(named.begin(), named.end());
  if (twice != named.end())
    return bad("two parts for " + to_string(*twice), "name each agent once");
  if (!named.empty() && named.size() != parts.size())
    return bad(std::to_string(parts.size()) + " parts for " + std::to_string(named.size())
                   + " named agents",
               "name one agent for each part, or none");
  return {};
}

error check_targets(const scatter_request& request, const roster& who) {
  if (request.sample && *request.sample <= 0)
    return bad("a sample has at least one agent");
  if (!who.contains(request.where))
    return {errc::unknown_target, to_string(request.where) + " is not in this mesh",
            "see 'status' for its size"};
  for (auto agent : request.targets)
    if (!who.contains(agent))
      return {errc::unknown_target, to_string(agent) + " is not in this mesh",
              "see 'status' for its size"};
  return {};
}

} // namespace

error check_request(const scatter_request& request, double window_ms, double minimum,
                    const config& cfg, const roster& who) {
  constexpr double heaviest = 1'000;
  if (!(window_ms > 0 && window_ms <= hour_ms))
    return bad("the window must be longer than 0 and at most an hour");
  if (!(minimum >= 0 && minimum <= 1))
    return bad("the minimum rate must lie between 0 and 1");
  if (request.horizon_ms
      && !(*request.horizon_ms >= 0 && *request.horizon_ms <= longest_horizon_ms))
    return bad("the horizon must lie between 0 and 31 days");
  if (!(request.what.payload_weight >= 0 && request.what.payload_weight <= heaviest))
    return bad("the payload weight must lie between 0 and 1000");
  if (auto wrong = check_payload(request, cfg.limits); wrong.code != errc::none)
    return wrong;
  return check_targets(request, who);
}

error check_in_a_row(const draft& what, double timeout_ms) {
  if (!what.parts.empty())
    return bad("only a scatter has parts", "send one payload");
  if (!(timeout_ms > 0 && timeout_ms <= hour_ms))
    return bad("the timeout must be longer than 0 and at most an hour");
  return {};
}

} // namespace mesh
