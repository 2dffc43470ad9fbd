#include "supervisors/contradiction.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace mesh {

namespace {

constexpr std::size_t longest_quote = 60; // bytes; the evidence itself is kept whole

std::string in_quotes(std::string_view value) {
  if (value.size() <= longest_quote)
    return '"' + std::string(value) + '"';
  auto cut = longest_quote;
  while (cut > 0 && (static_cast<unsigned char>(value[cut]) & 0xC0) == 0x80)
    --cut; // not inside a character
  return '"' + std::string(value.substr(0, cut)) + "...\"";
}

} // namespace

std::vector<contradiction> contradictions(const std::vector<redundant_answer>& answers,
                                          const failures_config& cfg) {
  std::unordered_set<agent_id> heard;
  std::vector<const redundant_answer*> first;
  std::unordered_map<std::string_view, std::size_t> said_by;
  for (const auto& one : answers)
    if (heard.insert(one.agent).second) {
      first.push_back(&one);
      ++said_by[one.value];
    }

  std::vector<contradiction> found;
  auto most = std::ranges::max_element(
      said_by, {}, [](const auto& value_and_count) { return value_and_count.second; });
  if (most == said_by.end() || most->second * 2 <= first.size()
      || most->second < static_cast<std::size_t>(cfg.contradicted_agents))
    return found;
  for (const auto* one : first)
    if (one->value != most->first)
      found.push_back(
          {one->agent, one->value, std::string(most->first), most->second, first.size()});
  return found;
}

failure_event event_of(const contradiction& evidence, time_point now) {
  return {now, failure_class::byzantine_behavior, evidence.agent,
          "said " + in_quotes(evidence.said) + ", " + std::to_string(evidence.others) + " of "
              + std::to_string(evidence.asked) + " said " + in_quotes(evidence.others_said),
          escalation::orchestrator};
}

} // namespace mesh
