#include "messages/gather_summary.hpp"

#include <algorithm>
#include <array>

namespace mesh {

namespace {

constexpr std::size_t agents_per_answer = 5;

void append_bounded(std::vector<agent_id>& to, const std::vector<agent_id>& from,
                    std::size_t bound) {
  auto room = bound > to.size() ? bound - to.size() : 0;
  to.insert(to.end(), from.begin(),
            from.begin() + static_cast<std::ptrdiff_t>(std::min(room, from.size())));
}

void cut(std::vector<agent_id>& list, std::size_t bound) {
  list.resize(std::min(list.size(), bound));
}

} // namespace

std::string_view to_string(exception_kind kind) {
  constexpr std::array<std::string_view, 5> names{"conflict", "straggler", "skipped", "expired",
                                                  "refused"};
  return names[static_cast<std::size_t>(kind)];
}

void gather_summary::add_exception(exception_kind kind, errc reason, const std::string& detail,
                                   agent_id agent, const summary_bounds& bounds) {
  exception_group one{kind, reason, detail, 1, {agent}};
  merge_exception(one, bounds);
}

void gather_summary::merge_exception(const exception_group& group,
                                     const summary_bounds& bounds) {
  auto same = std::find_if(exceptions.begin(), exceptions.end(), [&](const auto& mine) {
    return mine.kind == group.kind && mine.reason == group.reason;
  });
  if (same == exceptions.end()) {
    exceptions.push_back(group);
    cut(exceptions.back().agents, bounds.names);
    return;
  }
  same->count += group.count;
  same->needed_min_ms = std::min(same->needed_min_ms, group.needed_min_ms);
  same->needed_max_ms = std::max(same->needed_max_ms, group.needed_max_ms);
  same->available_ms = std::max(same->available_ms, group.available_ms);
  append_bounded(same->agents, group.agents, bounds.names);
}

void gather_summary::add_answer(trinary state, const std::string& value, agent_id agent,
                                const summary_bounds& bounds) {
  if (auto* same = find_answer(state, value)) { // as nearly always: nothing to allocate
    ++same->count;
    if (same->agents.size() < agents_per_answer)
      same->agents.push_back(agent);
    return;
  }
  merge_answer({state, value, 1, {agent}}, bounds);
}

// Most gathers have one or two different answers, so looking through the list
// is the fast way; `answers` is bounded, and the most frequent come first.
answer_group* gather_summary::find_answer(trinary state, const std::string& value) {
  auto same = std::find_if(answers.begin(), answers.end(), [&](const auto& mine) {
    return mine.state == state && mine.value == value;
  });
  return same == answers.end() ? nullptr : &*same;
}

void gather_summary::merge_answer(const answer_group& group, const summary_bounds& bounds) {
  if (auto* same = find_answer(group.state, group.value)) {
    same->count += group.count;
    append_bounded(same->agents, group.agents, agents_per_answer);
  } else if (answers.size() < bounds.answers) {
    answers.push_back(group);
    cut(answers.back().agents, agents_per_answer);
  } else {
    answers_unlisted += group.count;
  }
}

void gather_summary::merge(const gather_summary& other, const summary_bounds& bounds) {
  sectors += other.sectors;
  clusters += other.clusters;
  targets += other.targets;
  sent += other.sent;
  ready += other.ready;
  conflict += other.conflict;
  straggler += other.straggler;
  skipped += other.skipped;
  expired += other.expired;
  refused += other.refused;
  answers_unlisted += other.answers_unlisted;
  for (const auto& group : other.exceptions)
    merge_exception(group, bounds);
  for (const auto& group : other.answers)
    merge_answer(group, bounds);
  parts.insert(parts.end(), other.parts.begin(), other.parts.end());
  ready_offset.merge(other.ready_offset);
  prediction_error.merge(other.prediction_error);
  send_lateness.merge(other.send_lateness);
  lamport = std::max(lamport, other.lamport);
}

} // namespace mesh
