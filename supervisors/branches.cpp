#include "supervisors/branches.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "config/config.hpp"
#include "supervisors/quarantine.hpp"

namespace mesh {

namespace {

struct entry {
  std::string_view key; // empty: it has none
  std::string_view value;
};

entry parse(std::string_view text) {
  auto at = text.find('=');
  if (at == std::string_view::npos)
    return {};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// The last value that a branch has for each key, of those after `from`.
std::map<std::string_view, std::string_view> values_of(const std::vector<std::string>& branch,
                                                       std::size_t from) {
  std::map<std::string_view, std::string_view> values;
  for (auto i = from; i < branch.size(); ++i)
    if (auto e = parse(branch[i]); !e.key.empty())
      values[e.key] = e.value;
  return values;
}

} // namespace

merged_branches merge_branches(const std::vector<std::string>& expected,
                               const std::vector<std::string>& received) {
  merged_branches result;
  auto parted =
      std::mismatch(expected.begin(), expected.end(), received.begin(), received.end());
  result.ancestor = static_cast<std::size_t>(parted.first - expected.begin());
  result.all = expected;
  const std::set<std::string_view> mine(parted.first, expected.end());
  const auto values = values_of(expected, result.ancestor);
  for (auto one = parted.second; one != received.end(); ++one)
    if (mine.contains(*one))
      result.converged.push_back(*one);
    else if (!values.contains(parse(*one).key)) // else it is there, with its last value
      result.all.push_back(*one);
  const auto theirs = values_of(received, result.ancestor);
  for (const auto& [key, value] : values)
    if (auto other = theirs.find(key); other != theirs.end() && other->second != value)
      result.contradictions.push_back(std::string(key) + ": " + std::string(value) + " against "
                                      + std::string(other->second));
  return result;
}

resolution_step reconcile_branches(const resolution_case& c, const conflicts_config& cfg) {
  const auto& known = c.record.what.evidence;
  if (known.expected_branch.empty() || known.received_branch.empty())
    return left_to_person{"the two contexts are not known"};
  if (!is_whole(known.expected_branch) || !is_whole(known.received_branch))
    return left_to_person{
        "the contexts are longer than what is kept (conflicts.evidence_items, "
        "conflicts.quarantine_bytes)"};
  auto merged = merge_branches(known.expected_branch, known.received_branch);
  auto points = std::to_string(merged.ancestor) + " entries before they diverge, "
                + std::to_string(merged.converged.size()) + " added on both sides";
  if (!merged.contradictions.empty()) {
    auto why = points + "; contradictions: ";
    for (const auto& one : merged.contradictions)
      why += (&one == &merged.contradictions.front() ? "" : ", ") + one;
    return left_to_person{why};
  }
  if (!c.attempts.empty()) {
    const auto& last = c.attempts.back();
    auto answered = last.failure == errc::none;
    if (answered && last.state == trinary::ready)
      return settlement{"branch_and_reconcile", points + "; " + to_string(last.agent)
                                                    + " works from the merged context of "
                                                    + std::to_string(merged.all.size())
                                                    + " entries, and answered: " + last.said};
    if (answered || std::cmp_greater_equal(c.attempts.size(), cfg.resolution_tries))
      return left_to_person{"the branches were merged (" + points + "), but "
                            + to_string(last)};
  }
  ask_agent merge;
  merge.whom = c.record.agent;
  merge.what.how = strategy::direct;
  merge.what.what = verb::sync;
  merge.what.causation = c.record.message;
  for (const auto& one : merged.all)
    merge.what.payload += one + "\n";
  return merge;
}

} // namespace mesh
